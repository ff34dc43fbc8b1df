import { bisectRight, nice, ticks } from 'd3-array';
import type { Histogram } from './results.js';

/**
 * Counts numbers in bins whose edges are round numbers: multiples of 1, 2 or 5 times a power of ten.
 * @param bins about how many; 0 for none.
 * @returns a function that counts further numbers, and the histogram so far.
 */
export function histogramOf(
  min: number,
  max: number,
  bins: number,
): { add(values: Float32Array): void; readonly histogram: Histogram } {
  if (bins === 0) return { add() {}, histogram: { edges: [], counts: [] } };
  const [start, stop] = nice(min, max, bins);
  const edges = min === max ? [min, max] : ticks(start, stop, bins);
  const counts = Array.from({ length: edges.length - 1 }, () => 0);
  return {
    add(values) {
      for (const value of values) counts[Math.min(bisectRight(edges, value), counts.length) - 1]! += 1;
    },
    histogram: { edges, counts },
  };
}
