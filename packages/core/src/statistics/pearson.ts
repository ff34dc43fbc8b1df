import { contiguous } from '@csm/base';
import jstat from 'jstat';
import type { NdArray } from 'ndarray';

/** Pearson correlation of one vector with each of many. */
export interface Correlations {
  /** Correlation coefficient, −1 to 1; NaN where a vector is constant. */
  readonly r: Float64Array;
  /** Two-sided p-value of r under no correlation; NaN where r is. */
  readonly p: Float64Array;
}

/**
 * Pearson correlation of a latent with each row of a set of latents, with p-values.
 *
 * r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²), over the n latent dimensions. Under independent normal values
 * r² follows a Beta(1/2, (n − 2)/2) law, so the two-sided p = I₁₋ᵣ²((n − 2)/2, 1/2), the regularised incomplete beta
 * function (as in scipy's `pearsonr`).
 *
 * @param reference one latent, `[latentSize]`.
 * @param latents `[n, latentSize]`.
 * @throws if the sizes differ or there are fewer than 3 dimensions.
 */
export function pearsonCorrelations(reference: NdArray, latents: NdArray): Correlations {
  const [count, size] = latents.shape;
  if (reference.shape.length !== 1 || latents.shape.length !== 2 || reference.shape[0] !== size) {
    throw new Error(
      `pearsonCorrelations: expected a reference [latentSize] and latents [n, latentSize]; got [${reference.shape}] and [${latents.shape}].`,
    );
  }
  if (size! < 3) {
    throw new Error(`pearsonCorrelations: a p-value needs at least 3 dimensions; got ${size}.`);
  }
  const x = centred(contiguous(reference));
  const rows = contiguous(latents);
  const r = Float64Array.from({ length: count! }, (_, i) => {
    const y = centred(rows.subarray(i * size!, (i + 1) * size!));
    return Math.max(-1, Math.min(1, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))));
  });
  return { r, p: r.map((value) => pValue(value, size!)) };
}

function pValue(r: number, n: number): number {
  return Number.isNaN(r) ? Number.NaN : jstat.ibeta((1 - r) * (1 + r), (n - 2) / 2, 0.5);
}

function centred(values: Float32Array): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
