import { largest, smallest } from '@csm/base';
import { bisectRight } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { axisDomain } from '../axis.js';

/** A bar of a histogram. */
export interface HistogramBar {
  readonly x0: number;
  readonly x1: number;
  /** Number of scores from x0 to x1, divided by the number of scores and the width: the areas of the bars sum to 1. */
  readonly density: number;
}

/** How scores are put into bins: see `HistogramGridOptions`. */
export type Binning = 'round' | 'exact';

/** The histograms of two groups of scores that share an axis. */
export function histograms(
  groups: readonly ArrayLike<number>[],
  bins: number,
  binning: Binning,
): readonly (readonly HistogramBar[])[] {
  const lists = groups.map((scores) => Array.from(scores));
  const edges = binning === 'exact' ? exactEdges(lists, bins) : roundEdges(lists, bins);
  return lists.map((scores) => barsBetween(edges, scores));
}

/** The ends of bins that are round numbers and hold the scores of all groups. */
function roundEdges(groups: readonly (readonly number[])[], bins: number): readonly number[] {
  const domain = axisDomain(smallest(groups.map(smallest)), largest(groups.map(largest)), 0.5);
  const scale = scaleLinear(domain, [0, 1]).nice(bins);
  const edges = scale.ticks(bins);
  return edges.length > 1 ? edges : scale.domain();
}

/** The ends of bins of equal width between the smallest and the largest score of all groups, as matplotlib's `hist` of two lists. */
function exactEdges(groups: readonly (readonly number[])[], bins: number): readonly number[] {
  const [low, high] = exactRange(smallest(groups.map(smallest)), largest(groups.map(largest)));
  // As numpy's linspace: rounded in another order, scores on an edge would be in another bin.
  const width = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * width + low));
}

/** As numpy: equal scores get a range of 1 around them. Where float64 cannot divide such a range, {@link axisDomain} widens it. */
const exactRange = (low: number, high: number): [number, number] =>
  low === high && Math.abs(low) < 1e6 ? [low - 0.5, high + 0.5] : axisDomain(low, high, 0.5);

/** Counts scores between each edge and the next; a score at the last edge is in the last bin. */
function barsBetween(edges: readonly number[], scores: readonly number[]): HistogramBar[] {
  const counts = new Float64Array(edges.length - 1);
  for (const score of scores) {
    const i = Math.max(0, Math.min(counts.length - 1, bisectRight(edges, score) - 1));
    counts[i] = (counts[i] ?? 0) + 1;
  }
  return Array.from(counts, (count, i) => {
    const [x0 = 0, x1 = 0] = edges.slice(i, i + 2);
    return { x0, x1, density: count / (scores.length * (x1 - x0)) };
  });
}
