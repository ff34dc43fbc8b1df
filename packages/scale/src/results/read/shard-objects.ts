import { invalidFile } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import { readShardIds } from '../../plan/plan-file.js';
import { sha256 } from '../../plan/sha256.js';
import type { ObjectStore, StoreCall } from '../../stores/object-store.js';
import { storeKeys } from '../../stores/store-keys.js';
import { readManifest, type ShardManifest } from '../shard-manifest.js';

/** Reads the objects of a plan's shards. Each is compared with its hash. */
export interface ShardObjects {
  /** What the shard's manifest says; kept in memory. */
  manifest(shard: number, options?: StoreCall): Promise<ShardManifest>;
  /** The bytes of an object that the manifest lists. */
  object(shard: number, key: string, options?: StoreCall): Promise<Uint8Array>;
  /** The ids of a shard's inputs, also of a shard that is not done. */
  ids(shard: number, options?: StoreCall): Promise<readonly string[]>;
}

export function shardObjects(plan: Plan, store: ObjectStore): ShardObjects {
  const manifests = new Map<number, ShardManifest>();
  return {
    async manifest(shard, options = {}) {
      const known = manifests.get(shard);
      if (known !== undefined) return known;
      const key = storeKeys.manifest(shard);
      const bytes = await store.get(key, { signal: options.signal });
      if (bytes === undefined) {
        throw invalidFile(
          `openResults: expected ${key}, the manifest of shard ${shard}; ${store.name} does not have it; run task ${shard}.`,
        );
      }
      const manifest = readManifest('openResults', bytes, plan, shard, `${key} of ${store.name}`);
      manifests.set(shard, manifest);
      return manifest;
    },
    async object(shard, key, options) {
      const { objects } = await this.manifest(shard, options);
      const bytes = await store.get(key, { signal: options?.signal });
      if (bytes !== undefined && (await sha256(bytes)) === objects[key]?.sha256) return bytes;
      throw invalidFile(
        `openResults: expected ${key} of ${store.name} as it was written; it is ${bytes ? 'damaged' : 'missing'}; ` +
          `delete it and ${storeKeys.manifest(shard)}, and run task ${shard} again.`,
      );
    },
    ids: (shard, options) => readShardIds(plan, store, shard, { signal: options?.signal }),
  };
}
