/** The scores of a concept in figures. Those of several shards are merged exactly as if all scores had been seen at once, up to rounding. */
export interface ScoreFigures {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Σ (score − mean)², from which the variance follows. */
  readonly m2: number;
}

/** Of no scores. */
export const NO_SCORES: ScoreFigures = {
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  mean: 0,
  m2: 0,
};

/** In float64, in two passes. */
export function scoreFigures(scores: Float32Array): ScoreFigures {
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const score of scores) {
    sum += score;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  const mean = scores.length === 0 ? 0 : sum / scores.length;
  let m2 = 0;
  for (const score of scores) m2 += (score - mean) ** 2;
  return { count: scores.length, min, max, mean, m2 };
}

/** Chan, Golub & LeVeque (1979), Updating formulae and a pairwise algorithm for computing sample variances. */
export function mergeFigures(a: ScoreFigures, b: ScoreFigures): ScoreFigures {
  const count = a.count + b.count;
  if (count === 0) return NO_SCORES;
  const difference = b.mean - a.mean;
  return {
    count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: a.mean + (difference * b.count) / count,
    m2: a.m2 + b.m2 + (difference ** 2 * a.count * b.count) / count,
  };
}
