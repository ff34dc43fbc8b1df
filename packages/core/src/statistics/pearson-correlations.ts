import { checkNdarray, checkShape, contiguous, invalidArgument, pearson, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { incompleteBeta } from './special-functions.js';

/** Pearson correlation of one vector with each of many. */
export interface Correlations {
  /** Correlation coefficients, −1 to 1; NaN if a vector is constant. */
  readonly r: Float64Array;
  /** Two-sided p-values of r under the hypothesis of no correlation; NaN if r is NaN. */
  readonly p: Float64Array;
}

/**
 * Computes the Pearson correlation of one latent with each row of a set of latents, with p-values.
 *
 * r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²), over the n latent dimensions. For independent normal values r² has a
 * Beta(1/2, (n − 2)/2) distribution, so the two-sided p = I₁₋ᵣ²((n − 2)/2, 1/2), the regularised incomplete beta
 * function (as scipy's `pearsonr`).
 *
 * @param reference one latent, `[latentSize]`.
 * @param latents `[n, latentSize]`.
 * @throws if the sizes differ, or there are fewer than 3 latent dimensions.
 * @category Test a concept
 */
export function pearsonCorrelations(reference: NdArray, latents: NdArray): Correlations {
  const caller = 'pearsonCorrelations';
  const { latentSize } = checkLatents(caller, 'latents', latents);
  checkNdarray(`${caller}, reference`, reference);
  checkShape(caller, 'reference', reference.shape, [latentSize]);
  if (latentSize < 3) {
    throw invalidArgument(`${caller}: a p-value needs at least 3 latent dimensions; got ${latentSize}.`);
  }
  const x = contiguous(reference);
  const r = Float64Array.from(rows(latents), (y) => pearson(x, y));
  return { r, p: r.map((value) => pValue(value, latentSize)) };
}

function pValue(r: number, n: number): number {
  return Number.isNaN(r) ? Number.NaN : incompleteBeta((1 - r) * (1 + r), (n - 2) / 2, 0.5);
}
