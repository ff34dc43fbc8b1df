import type { ScoreHistogram, SideOfHistogram } from '../../session/summary.js';

const BINS = 32;

/** Counts the scores of the inputs with the concept, without it, and neither. */
export function histogramOf(scores: ArrayLike<number>, labels: Int8Array): ScoreHistogram {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < scores.length; row++) {
    from = Math.min(from, scores[row]!);
    to = Math.max(to, scores[row]!);
  }
  const width = (to - from) / BINS || 1;
  const side = (label: number): SideOfHistogram => {
    const counts = new Array<number>(BINS).fill(0);
    let [sum, count] = [0, 0];
    for (let row = 0; row < scores.length; row++) {
      if (labels[row] !== label) continue;
      counts[Math.min(BINS - 1, Math.floor((scores[row]! - from) / width))]!++;
      sum += scores[row]!;
      count++;
    }
    return { counts, mean: sum / count };
  };
  return { range: [from, to], with: side(1), without: side(-1), others: side(0) };
}
