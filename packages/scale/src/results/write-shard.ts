import { dump } from 'npyjs';
import type { Plan } from '../plan/plan.js';
import { sha256 } from '../plan/sha256.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import { ahead } from './ahead.js';
import { mapArrays } from './maps/map-arrays.js';
import { scoreTableBytes } from './scores/score-table.js';
import type { ObjectHash } from './shard-manifest.js';
import type { ShardResults } from './shard-results.js';

/**
 * Puts everything that a shard computed into a store, except its manifest: scores, the chunks of the maps, and the sums of the maps.
 * A shard that was interrupted can be written again, because its bytes are the same.
 *
 * @returns what each object is, for {@link shardManifest}.
 * @throws an error with code `ERR_INVALID_FILE` if the store has other bytes under one of the keys.
 */
export async function writeShard(
  plan: Plan,
  results: ShardResults,
  store: ObjectStore,
  options: StoreCall = {},
): Promise<Record<string, ObjectHash>> {
  const put = async ([key, bytes]: [key: string, bytes: Uint8Array]) => {
    const hash: ObjectHash = { bytes: bytes.byteLength, sha256: await sha256(bytes) };
    await putOnce(store, key, bytes, options);
    return [key, hash] as const;
  };
  const hashes: [string, ObjectHash][] = [];
  for await (const hash of ahead(objectsOf(plan, results), put)) hashes.push([...hash]);
  return Object.fromEntries(hashes);
}

/** One after the other, so that a shard is in memory only once. */
async function* objectsOf(
  plan: Plan,
  results: ShardResults,
): AsyncGenerator<[key: string, bytes: Uint8Array]> {
  const { first, ids, concepts, scores, maps, sums } = results;
  const shard = Math.floor(first / plan.shards.size);
  yield [storeKeys.scores(shard), scoreTableBytes(first, ids, concepts, scores)];
  if (plan.maps.kind !== 'none') {
    const arrays = await mapArrays(plan);
    // The metadata are those of the plan, not of a shard.
    arrays.take();
    for (const [concept, values] of maps.values.entries()) {
      await arrays.setMaps(first, concept, values);
      yield* arrays.take();
    }
    if (maps.scales !== undefined) await arrays.setScales(first, maps.scales);
    yield* arrays.take();
  }
  yield [storeKeys.sums(shard), new Uint8Array(dump(new Float32Array(sums.data), [...sums.shape]))];
}
