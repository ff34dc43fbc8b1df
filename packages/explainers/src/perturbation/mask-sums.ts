import { mean, variance } from '@csm/base';

/** The map of one score and sample, per place, with the standard error of each number. */
export interface MaskedMean {
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

/** Running sums over the masks M and scores s of one sample. */
export interface MaskSums {
  add(mask: Float32Array, score: number): void;
  /** The estimate of RISE: the mean of s M / p, or of (s − s̄) M / p, unbiased, if it is centred. */
  result(keepProbability: number, centred: boolean): MaskedMean;
}

export function maskSums(places: number): MaskSums {
  let [count, scores, scores2] = [0, 0, 0];
  const sums = () => new Float64Array(places);
  // Each name tells the factors that are added up: s²M is ssm.
  const [m, mm, sm, smm, ssm, ssmm] = [sums(), sums(), sums(), sums(), sums(), sums()];
  return {
    add(mask, s) {
      count += 1;
      scores += s;
      scores2 += s * s;
      for (let at = 0; at < places; at++) {
        const kept = mask[at]!;
        const weighted = s * kept;
        m[at]! += kept;
        mm[at]! += kept * kept;
        sm[at]! += weighted;
        smm[at]! += weighted * kept;
        ssm[at]! += s * weighted;
        ssmm[at]! += weighted * weighted;
      }
    },
    result(keepProbability, centred) {
      const origin = centred ? scores / count : 0;
      const total = sm.map((sum, at) => sum - origin * m[at]!);
      /** Σ (s − s̄)² (M − M̄)²; if not centred, Σ s² M². */
      const squares = ssmm.map((sum, at) => {
        const kept = centred ? m[at]! / count : 0;
        const withM2 = sum - 2 * origin * smm[at]! + origin ** 2 * mm[at]!;
        const withM = ssm[at]! - 2 * origin * sm[at]! + origin ** 2 * m[at]!;
        return withM2 - 2 * kept * withM + kept ** 2 * (scores2 - count * origin ** 2);
      });
      // Dividing by n − 1 makes up for the mean score that comes from the same masks.
      const divisor = (centred ? count - 1 : count) * keepProbability;
      return {
        values: total.map((sum) => sum / divisor),
        standardErrors: squares.map((sum, at) => {
          const spread = (sum - total[at]! ** 2 / count) / (count - 1);
          return Math.sqrt(Math.max(0, spread) / count) / keepProbability;
        }),
      };
    },
  };
}

/** The part of a map's variance over places that is due to the random masks, at most 1; 0 for a constant map. */
export function noiseShare({ values, standardErrors }: MaskedMean): number {
  const spread = variance(values);
  return spread > 0 ? Math.min(1, mean(standardErrors.map((error) => error ** 2)) / spread) : 0;
}
