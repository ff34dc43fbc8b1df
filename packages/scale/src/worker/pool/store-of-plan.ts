import { claimStore } from '../../plan/claim-store.js';
import type { Plan } from '../../plan/plan.js';
import type { ObjectStore, StoreCall } from '../../stores/object-store.js';
import { openStore } from '../../stores/open-store.js';

/** Opens the store of a plan. @throws unless it holds this plan: the tasks of another one would count as done. */
export async function storeOfPlan(caller: string, plan: Plan, options: StoreCall): Promise<ObjectStore> {
  const store = openStore(plan.places.store);
  await claimStore(caller, plan, store, options);
  return store;
}
