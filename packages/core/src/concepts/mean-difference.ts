import { isRounding } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkSameLatentSize } from './check-latents.js';
import { type ConceptVector, checkConcept } from './concept-vector.js';
import { latentMean } from './latent-mean.js';

/**
 * Makes a concept vector from examples with and without an attribute: v = mean(positives) − mean(negatives).
 *
 * The same direction has other names. The pattern-CAV, cov(z, t) / var(t) of the labels t = 0 and 1, is this vector. FastCAV,
 * mean(positives) − mean(all), is m / (n + m) times it. Comparing them compares nothing. The normal of a classifier
 * (`logisticDirection` and `svmDirection` of `@csm/core/statistics`) is another direction, because it depends on
 * how the latents spread.
 *
 * If the attribute is correlated with others, the vector also contains them; see `partialConcept`.
 *
 * Sources: Brocki & Chung 2019 (arXiv 1910.13140), faces; Pahde et al. 2025 (arXiv 2202.03482) for the pattern-CAV; Schmalwasser
 * et al. 2025 (arXiv 2505.17883) for FastCAV.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a set is empty or holds NaN, if the sets differ in latent size, or if the two means are equal up to
 * rounding.
 * @category Concepts
 */
export function meanDifference(name: string, positives: NdArray, negatives: NdArray): ConceptVector {
  const vector = differenceOfMeans(`meanDifference: concept "${name}"`, positives, negatives);
  return checkConcept('meanDifference', { name, vector });
}

/**
 * mean(positives) − mean(negatives); all zeros if the two means are equal up to rounding.
 * @throws if a set is empty or not finite, or the sets differ in latent size.
 */
export function differenceOfMeans(caller: string, positives: NdArray, negatives: NdArray): Float32Array {
  const up = latentMean(caller, 'positives', positives);
  const down = latentMean(caller, 'negatives', negatives);
  checkSameLatentSize(caller, up.length, down.length);
  const difference = up.map((value, i) => value - (down[i] ?? 0));
  const [n = 0, m = 0] = [positives.shape[0], negatives.shape[0]];
  const valueAt = (row: number, k: number) => (row < n ? positives.get(row, k) : negatives.get(row - n, k));
  const isZero = isRounding(difference, n + m, valueAt);
  return isZero ? new Float32Array(difference.length) : Float32Array.from(difference);
}

/**
 * Makes a concept vector from a set of examples: v = mean(examples).
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes.
 *
 * @param examples latents, `[n, latentSize]`.
 * @throws if the set is empty, holds NaN, or its mean is zero.
 * @category Concepts
 */
export function meanVector(name: string, examples: NdArray): ConceptVector {
  const vector = Float32Array.from(latentMean(`meanVector: concept "${name}"`, 'examples', examples));
  return checkConcept('meanVector', { name, vector });
}
