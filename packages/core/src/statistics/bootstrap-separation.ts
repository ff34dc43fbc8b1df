import { keyedRandom } from '@csm/base';

/** Percentile intervals of the AUC and of the difference of the means. */
export interface SeparationIntervals {
  readonly aucInterval: readonly [lower: number, upper: number];
  readonly differenceInterval: readonly [lower: number, upper: number];
}

/**
 * Resamples both sets with replacement, and computes the percentile intervals of their AUC and difference of means. The
 * scores are sorted once; a resample then costs one pass over them, so 200,000 scores are no obstacle.
 */
export function bootstrapSeparation(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  { seed, confidence, resamples }: { seed: number; confidence: number; resamples: number },
): SeparationIntervals {
  const values = Float64Array.from(new Set([...Array.from(positives), ...Array.from(negatives)])).sort();
  const placeOf = new Map([...values].map((value, place) => [value, place]));
  const placesOf = (scores: ArrayLike<number>) => Int32Array.from(scores, (score) => placeOf.get(score) ?? 0);
  const [up, down] = [placesOf(positives), placesOf(negatives)];
  const [countUp, countDown] = [new Int32Array(values.length), new Int32Array(values.length)];
  const random = keyedRandom('separability', seed);
  const aucs = new Float64Array(resamples);
  const differences = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    draw(up, countUp, random);
    draw(down, countDown, random);
    let [below, pairs, sumUp, sumDown] = [0, 0, 0, 0];
    for (let place = 0; place < values.length; place++) {
      const [value = 0, n = 0, m = 0] = [values[place], countUp[place], countDown[place]];
      pairs += n * (below + m / 2);
      below += m;
      sumUp += n * value;
      sumDown += m * value;
    }
    aucs[k] = pairs / (up.length * down.length);
    differences[k] = sumUp / up.length - sumDown / down.length;
  }
  return {
    aucInterval: percentileInterval(aucs, confidence),
    differenceInterval: percentileInterval(differences, confidence),
  };
}

/** Counts how often each index is drawn. */
function draw(places: Int32Array, counts: Int32Array, random: () => number): void {
  counts.fill(0);
  for (let i = 0; i < places.length; i++) {
    const place = places[Math.floor(random() * places.length)] ?? 0;
    counts[place] = (counts[place] ?? 0) + 1;
  }
}

/** Percentiles interpolate linearly between order statistics (numpy's default, Hyndman and Fan's type 7). */
function percentileInterval(values: Float64Array, confidence: number): readonly [number, number] {
  const sorted = values.slice().sort();
  const at = (share: number) => {
    const rank = (sorted.length - 1) * share;
    const below = sorted[Math.floor(rank)] ?? 0;
    return below + (rank - Math.floor(rank)) * ((sorted[Math.ceil(rank)] ?? 0) - below);
  };
  return [at((1 - confidence) / 2), at((1 + confidence) / 2)];
}
