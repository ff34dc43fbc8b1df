import { invalidFile } from '@csm/base';
import type { Plan } from '../plan/plan.js';
import type { ShardManifest } from '../results/shard-manifest.js';
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
  const manifest = parsed(bytes);
  if (manifest?.format === 'csm-shard' && manifest.plan === plan.id && manifest.shard === shard) return true;
  const what = manifest?.format === 'csm-shard' ? 'that of another plan or shard' : 'damaged';
  throw invalidFile(
    `runTask: expected shard ${shard} of plan ${plan.id.slice(0, 12)}; ${key} of ${store.name} is ${what}; ` +
      'make the plan again in a new store.',
  );
}

function parsed(bytes: Uint8Array): Partial<ShardManifest> | null | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<ShardManifest> | null;
  } catch {
    return undefined;
  }
}
