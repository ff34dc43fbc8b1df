import { checkOptions, invalidFile } from '@csm/base';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { storeKeys } from '../stores/store-keys.js';
import type { Plan } from './plan.js';
import { planTask } from './plan-tasks.js';
import { sha256 } from './sha256.js';

/**
 * Reads a file that the plan put into the store, such as `concepts.json`, and checks that it is the one of the plan.
 * @param key a key of `plan.files`.
 * @throws Error with code `ERR_INVALID_FILE` if the plan or the store has no such file, or the store has another.
 * @category Plan and run
 */
export async function readPlanFile(
  plan: Plan,
  store: ObjectStore,
  key: string,
  options: StoreCall = {},
): Promise<Uint8Array> {
  checkOptions<StoreCall>('readPlanFile', options, { signal: true });
  const hash = Object.hasOwn(plan.files, key) ? plan.files[key] : undefined;
  if (hash !== undefined) return checkedObject('readPlanFile', store, key, hash, options);
  throw invalidFile(
    `readPlanFile: expected a file of the plan; ${key} is not one; ` +
      'the program that runs the tasks needs other files than the one that made the plan: use the same program for both.',
  );
}

/** Reads the ids of a shard's inputs. @throws if the store has another list than the plan, or none. */
export async function readShardIds(
  plan: Plan,
  store: ObjectStore,
  shard: number,
  options: StoreCall = {},
): Promise<string[]> {
  const key = storeKeys.ids(shard);
  const bytes = await checkedObject('readShardIds', store, key, plan.shards.ids[shard] ?? '', options);
  const ids: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const task = planTask(plan, shard);
  const count = task.kind === 'shard' ? task.inputs : 0;
  if (Array.isArray(ids) && ids.length === count && ids.every((id) => typeof id === 'string')) return ids;
  throw invalidFile(
    `readShardIds: expected ${count} names of inputs; ${key} of ${store.name} holds something else; make the plan again with csm plan.`,
  );
}

async function checkedObject(
  caller: string,
  store: ObjectStore,
  key: string,
  hash: string,
  options: StoreCall,
): Promise<Uint8Array> {
  const bytes = await store.get(key, options);
  const came = bytes && (await sha256(bytes));
  if (bytes && came === hash) return bytes;
  const what = bytes ? 'holds another file' : 'does not have it';
  throw invalidFile(
    `${caller}: expected ${key} of the plan, with SHA-256 ${hash.slice(0, 12)}…; ${store.name} ${what}; ` +
      'give the store that csm plan wrote, or make the plan again in a new store.',
  );
}
