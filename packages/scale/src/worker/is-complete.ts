import type { Plan } from '../plan/plan.js';
import { readManifest } from '../results/shard-manifest.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { storeKeys } from '../stores/store-keys.js';

/** Whether the store has the manifest of a shard. @throws if it is that of another plan or shard, or damaged. */
export async function isComplete(
  plan: Plan,
  shard: number,
  store: ObjectStore,
  options: StoreCall,
): Promise<boolean> {
  const key = storeKeys.manifest(shard);
  const bytes = await store.get(key, options);
  if (!bytes) return false;
  readManifest('runTask', bytes, plan, shard, `${key} of ${store.name}`);
  return true;
}
