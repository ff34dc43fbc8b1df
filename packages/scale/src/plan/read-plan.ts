import { checkOptions, invalidFile, likeness, typeName } from '@csm/base';
import type { ObjectStore } from '../stores/object-store.js';
import { storeKeys } from '../stores/store-keys.js';
import { checkPlan } from './check-plan.js';
import type { Plan } from './plan.js';
import { planId } from './plan-id.js';
import type { ReadPlanOptions } from './plan-options.js';
import { VERSION } from './version.js';

/** The names of the options, for `checkOptions`. */
const KNOWN = { name: true, anyVersion: true, signal: true } as const;

const AGAIN = 'make the plan again with csm plan';

/**
 * Reads a plan, and checks all of it.
 * @param content the bytes or the text of the JSON file.
 * @throws Error with code `ERR_INVALID_FILE` if it is damaged, was edited, is something else, or was made by another version.
 * @category Plan and run
 */
export async function readPlan(content: Uint8Array | string, options: ReadPlanOptions = {}): Promise<Plan> {
  checkOptions<ReadPlanOptions>('readPlan', options, KNOWN);
  const { name = 'the plan', anyVersion = false } = options;
  const value = parsed(content, name);
  const { format, version } = value;
  if (format !== 'csm-plan') {
    throw invalidFile(
      `readPlan: expected a plan of csm plan; ${name} is other JSON; give the path of the plan.`,
    );
  }
  if (typeof version === 'string' && version !== VERSION && !anyVersion) {
    throw invalidFile(
      `readPlan: expected a plan of version ${VERSION}, which this worker has; ${name} is of version ${version}; ` +
        `install @csm/scale ${version}, or ${AGAIN}.`,
    );
  }
  checkPlan(value, `readPlan: ${name}`, AGAIN);
  const { id } = value;
  if (id === (await planId(value))) return value;
  throw invalidFile(
    `readPlan: expected ${name} as it was made, with id ${id.slice(0, 12)}…; it was edited or damaged; ${AGAIN}.`,
  );
}

/**
 * Reads the plan of a store.
 * @throws as {@link readPlan}; also if the store holds none.
 * @category Plan and run
 */
export async function loadPlan(store: ObjectStore, options: ReadPlanOptions = {}): Promise<Plan> {
  checkOptions<ReadPlanOptions>('loadPlan', options, KNOWN);
  const name = `${storeKeys.plan} of ${store.name}`;
  const bytes = await store.get(storeKeys.plan, { signal: options.signal });
  if (bytes) return readPlan(bytes, { name, ...options });
  throw invalidFile(
    `loadPlan: expected a store with a plan; ${store.name} has no ${storeKeys.plan}; give the store that csm plan wrote.`,
  );
}

function parsed(content: Uint8Array | string, name: string): Record<string, unknown> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (!(bytes instanceof Uint8Array)) {
    throw invalidFile(`readPlan: expected the bytes or the text of a plan; got ${typeName(content)}.`);
  }
  const found = likeness(bytes);
  if (found) throw invalidFile(`readPlan: expected a plan, JSON; ${name} is ${found.what}; ${found.remedy}.`);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (cause) {
    throw invalidFile(
      `readPlan: expected a plan, JSON; ${name} is not valid JSON; copy the file again, or ${AGAIN}.`,
      {
        cause,
      },
    );
  }
}
