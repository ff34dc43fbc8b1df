import { size } from '@csm/base';
import { parse } from 'npyjs';
import type { StoreCall } from '../../stores/object-store.js';
import { storeKeys } from '../../stores/store-keys.js';
import { ahead } from '../ahead.js';
import type { ShardObjects } from './shard-objects.js';

/** Sums of the maps and of their absolute values over all shards that are done: `[concepts, 2, ...shape]`. */
export interface MapSums {
  readonly data: Float64Array;
  /** Of the map of one concept. */
  readonly shape: readonly number[];
}

/** Adds up the sums of the shards; one shard is in memory at a time. */
export async function mapSums(
  shards: readonly number[],
  objects: ShardObjects,
  options: StoreCall,
): Promise<MapSums> {
  let sums: MapSums | undefined;
  for await (const bytes of ahead(shards, (shard) => objects.object(shard, storeKeys.sums(shard), options))) {
    const { data, shape } = parse(new Uint8Array(bytes).buffer);
    const part = data as Float32Array;
    sums ??= { data: new Float64Array(size(shape)), shape: shape.slice(2) };
    for (let i = 0; i < part.length; i++) sums.data[i]! += part[i]!;
  }
  return sums ?? { data: new Float64Array(0), shape: [0] };
}
