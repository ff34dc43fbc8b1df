import { contiguous, size } from '@csm/base';
import type { NdArray } from 'ndarray';
import { MOST_WINDOWS } from '../../plan/map-settings.js';
import type { Plan } from '../../plan/plan.js';
import { MOST_WINDOWS_OF_SUMS } from '../../plan/sums-shape.js';
import type { ShardResults, StoredMaps } from '../shard-results.js';
import { poolingGrid } from './pooling-grid.js';
import { quantise } from './quantise.js';
import { sumsOfChannels, withoutChannels } from './sum-channels.js';

/** The maps of a shard while they are computed: each is pooled and added up at once, so that whole maps are only kept if the plan says so. */
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

  const [height = 0, width = 0] = channels.shape;
  const grid = kind === 'pooled' ? poolingGrid(height, width, MOST_WINDOWS) : undefined;
  const stored = size(plan.maps.shape);
  const windows = new Float64Array(stored);
  const Values = kind === 'pooled' ? Int8Array : Float32Array;
  const values = kind === 'none' ? [] : plan.concepts.map(() => new Values(inputs * stored));
  const scales = grid && plan.concepts.map(() => new Float32Array(inputs));

  const isLarge = isPicture && Math.max(height, width) > MOST_WINDOWS_OF_SUMS;
  const gridOfSums = isLarge ? poolingGrid(height, width, MOST_WINDOWS_OF_SUMS) : undefined;
  const summed = gridOfSums?.shape ?? channels.shape;
  const sums = new Float64Array(plan.concepts.length * 2 * size(summed));
  const toSum = gridOfSums === undefined ? pixels : new Float64Array(size(summed));

  return {
    add(concept, first, maps) {
      const data = contiguous(maps);
      const [n = 0] = maps.shape;
      const kept = values[concept];
      for (let i = 0; i < n; i++) {
        channels.sum(data, i * features, pixels);
        gridOfSums?.pool(pixels, toSum);
        addTo(sums, concept * 2 * toSum.length, toSum);
        if (grid === undefined || !(kept instanceof Int8Array)) continue;
        grid.pool(pixels, windows);
        scales![concept]![first + i] = quantise('collectMaps', windows, kept, (first + i) * stored);
      }
      if (kept instanceof Float32Array) kept.set(data.subarray(0, n * features), first * features);
    },
    maps: { settings: plan.maps, values, ...(scales && { scales }) },
    sums: { data: sums, shape: [plan.concepts.length, 2, ...summed] },
  };
}

/** Adds numbers, and behind them their absolute values. */
function addTo(sums: Float64Array, at: number, numbers: Float64Array): void {
  const { length } = numbers;
  for (let i = 0; i < length; i++) {
    const value = numbers[i]!;
    sums[at + i]! += value;
    sums[at + length + i]! += Math.abs(value);
  }
}
