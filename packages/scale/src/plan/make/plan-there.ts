import { invalidFile } from '@csm/base';
import type { ObjectStore, StoreCall } from '../../stores/object-store.js';
import { storeKeys } from '../../stores/store-keys.js';
import type { Plan } from '../plan.js';
import { sortedJson } from '../plan-id.js';
import { loadPlan } from '../read-plan.js';

/** The plan that the store has. @throws if it has none, but something else. */
export async function planThere(store: ObjectStore, options: StoreCall): Promise<Plan | undefined> {
  if (await store.has(storeKeys.plan, options)) return loadPlan(store, { ...options, anyVersion: true });
  for await (const key of store.list('', options)) {
    if (/^(concepts\.json$|inputs\/|model\/|job\/)|(^|\/)(zarr\.json$|\.)/.test(key)) continue;
    throw invalidFile(
      `makePlan: expected an empty store, or one with the same plan; ${store.name} holds ${key}; choose another store.`,
    );
  }
  return undefined;
}

/** @throws unless the store's plan is the one that is made. */
export function checkSame(plan: Plan, there: Plan, store: ObjectStore): void {
  if (there.id === plan.id) return;
  const names = Object.keys(plan) as (keyof Plan)[];
  const other = names.filter(
    (name) => name !== 'id' && name !== 'places' && sortedJson(plan[name]) !== sortedJson(there[name]),
  );
  throw invalidFile(
    `makePlan: expected an empty store, or one with the same plan; ${store.name} holds a plan with other ${other.join(', ')}; ` +
      'choose another store.',
  );
}
