import type { MapSettings } from '../plan/plan.js';

/** Everything that a shard computed, in memory, before it is put into the store. */
export interface ShardResults {
  /** The number of the first input among all inputs of the plan. */
  readonly first: number;
  readonly ids: readonly string[];
  readonly concepts: readonly string[];
  /** By concept, then input: `[concepts][inputs]`. */
  readonly scores: readonly Float32Array[];
  readonly maps: StoredMaps;
  /**
   * Per concept the sum over the inputs of the maps and of their absolute values: `[concepts, 2, ...shape]`, added in float64, stored as
   * float32. Channels are summed, and pictures of more than 64 pixels are summed over the windows of a grid of at most 64 × 64: at the
   * pictures' resolution, the sums of CelebA's would take five times the space of the maps.
   */
  readonly sums: { readonly data: Float64Array; readonly shape: readonly number[] };
}

/** Maps as they are stored. Per concept: `[inputs, ...settings.shape]`. */
export interface StoredMaps {
  readonly settings: MapSettings;
  /** Integers from −127 to 127 if pooled, float32 if full. */
  readonly values: readonly (Int8Array | Float32Array)[];
  /** If pooled, the scale of each map, per concept: a stored map is its integers times this. */
  readonly scales?: readonly Float32Array[] | undefined;
}
