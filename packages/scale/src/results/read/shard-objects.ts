import { invalidFile } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
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
  const bytesOf = async (key: string, hash: string, remedy: string, options: StoreCall = {}) => {
    const bytes = await store.get(key, { signal: options.signal });
    if (bytes !== undefined && (await sha256(bytes)) === hash) return bytes;
    const what = bytes === undefined ? 'it is missing' : `its ${bytes.length} bytes are others`;
    throw invalidFile(`openResults: expected ${key} of ${store.name} as it was written; ${what}; ${remedy}.`);
  };
  return {
    async manifest(shard, options = {}) {
      const known = manifests.get(shard);
      if (known !== undefined) return known;
      const key = storeKeys.manifest(shard);
      const bytes = await store.get(key, { signal: options.signal });
      const manifest = readManifest(bytes, plan, shard, `${key} of ${store.name}`);
      manifests.set(shard, manifest);
      return manifest;
    },
    async object(shard, key, options) {
      const manifest = await this.manifest(shard, options);
      const hash = manifest.objects[key]?.sha256 ?? '';
      return bytesOf(key, hash, `delete it and ${storeKeys.manifest(shard)}, and run task ${shard} again`, options);
    },
    async ids(shard, options) {
      const remedy = 'make the plan again in an empty store';
      const bytes = await bytesOf(storeKeys.ids(shard), plan.shards.ids[shard] ?? '', remedy, options);
      return JSON.parse(new TextDecoder().decode(bytes)) as string[];
    },
  };
}
