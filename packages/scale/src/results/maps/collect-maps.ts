import { contiguous, size } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Plan } from '../../plan/plan.js';
import type { ShardResults, StoredMaps } from '../shard-results.js';
import { poolingGrid } from './pooling-grid.js';
import { quantise } from './quantise.js';
import { sumsOfChannels, withoutChannels } from './sum-channels.js';

/** The maps of a shard while they are computed: each is pooled and added up at once, so that no whole map is kept unless the plan says so. */
export interface CollectedMaps {
  /**
   * @param concept number of the concept in the plan.
   * @param first number of the first map's input in the shard.
   * @param maps `[n, ...inputs.shape]`; not kept.
   * @throws an error with code `ERR_NOT_FINITE` if a map holds NaN or infinity.
   */
  add(concept: number, first: number, maps: NdArray<Float32Array>): void;
  readonly maps: StoredMaps;
  readonly sums: ShardResults['sums'];
}

/**
 * @param plan its shape, layout and settings of maps.
 * @param inputs how many inputs the shard has.
 */
export function collectMaps(plan: Plan, inputs: number): CollectedMaps {
  const { shape, layout } = plan.inputs;
  const { kind } = plan.maps;
  const features = size(shape);
  const isPicture = kind === 'pooled' || layout !== undefined;
  const channels = isPicture ? sumsOfChannels('collectMaps', shape, layout) : withoutChannels(shape);
  const pixels = new Float64Array(size(channels.shape));
  const stored = size(plan.maps.shape);
  const [height = 0, width = 0] = channels.shape;
  const pool = kind === 'pooled' ? poolingGrid(height, width) : undefined;
  const windows = new Float64Array(stored);
  const values =
    kind === 'none'
      ? []
      : plan.concepts.map(() =>
          kind === 'pooled' ? new Int8Array(inputs * stored) : new Float32Array(inputs * stored),
        );
  const scales = plan.concepts.map(() => new Float32Array(kind === 'pooled' ? inputs : 0));
  const sums = new Float64Array(plan.concepts.length * 2 * pixels.length);

  return {
    add(concept, first, maps) {
      const data = contiguous(maps);
      const kept = values[concept];
      const sum = sums.subarray(concept * 2 * pixels.length, (concept * 2 + 1) * pixels.length);
      const magnitudes = sums.subarray((concept * 2 + 1) * pixels.length, (concept * 2 + 2) * pixels.length);
      for (let i = 0; i < (maps.shape[0] ?? 0); i++) {
        channels.sum(data, i * features, pixels);
        addTo(sum, magnitudes, pixels);
        if (pool !== undefined && kept instanceof Int8Array) {
          pool(pixels, windows);
          scales[concept]![first + i] = quantise('collectMaps', windows, kept, (first + i) * stored);
        }
      }
      if (kept instanceof Float32Array)
        kept.set(data.subarray(0, (maps.shape[0] ?? 0) * features), first * features);
    },
    maps: { settings: plan.maps, values, ...(kind === 'pooled' && { scales }) },
    sums: { data: sums, shape: [plan.concepts.length, 2, ...channels.shape] },
  };
}

function addTo(sum: Float64Array, magnitudes: Float64Array, pixels: Float64Array): void {
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    sum[i]! += value;
    magnitudes[i]! += value < 0 ? -value : value;
  }
}
