import { benjaminiHochberg, dot, meanOfRows } from '@csm/base';
import { incompleteBeta } from '@csm/core/extend';
import type { GeneRanking } from '../gene-ranking.js';

/**
 * Compares the attributions of a concept v with those of random concepts u, for methods that are linear in the concept. u is normal
 * with the covariance of the latents, without its part along v, and scaled so that its mean squared length is v's. For gene g with the
 * mean attributions a_g of the latent dimensions,
 *
 * z = v · a_g / (|v| √(a_gᵀ S a_g / tr S)), S the covariance without v.
 *
 * p is the two-sided tail of Student's t with (tr S)² / tr S² degrees of freedom, the number of directions in which the latents vary. If
 * they vary equally in all L dimensions, z has exactly this distribution, with L − 1 degrees of freedom, for a v of random direction.
 *
 * @param latents one row per example.
 * @param perGene `[genes, latentSize]`.
 * @returns undefined if the latents vary along the concept only.
 */
export function linearSpecificity(
  vector: Float32Array,
  latents: readonly ArrayLike<number>[],
  perGene: Float64Array,
): GeneRanking['specificity'] {
  const size = vector.length;
  const own = Float64Array.from(vector);
  const squaredLength = dot(own, own, size);
  const rows = withoutConcept(own, squaredLength, latents);
  const covariance = covarianceOf(rows, size);
  let [trace, squares] = [0, 0];
  for (let l = 0; l < size; l++) {
    trace += covariance[l * size + l]!;
    for (let k = 0; k < size; k++) squares += covariance[l * size + k]! ** 2;
  }
  if (!(trace > 0)) return undefined;
  const freedom = (trace * trace) / squares;
  const genes = perGene.length / size;
  const z = Float64Array.from({ length: genes }, (_, g) => {
    let [attribution, variance] = [0, 0];
    for (let l = 0; l < size; l++) {
      const value = perGene[g * size + l]!;
      attribution += own[l]! * value;
      let product = 0;
      for (let k = 0; k < size; k++) product += covariance[l * size + k]! * perGene[g * size + k]!;
      variance += value * product;
    }
    // A gene without any attribution belongs to no concept.
    if (attribution === 0) return 0;
    return attribution / Math.sqrt((squaredLength * Math.max(0, variance)) / trace);
  });
  const p = z.map((value) => studentTail(value, freedom));
  return { z, p, q: benjaminiHochberg(p) };
}

/** The two-sided tail of Student's t. */
export function studentTail(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 1 / 2);
}

/** Deviations from the mean without their part along the concept. */
export function withoutConcept(
  vector: Float64Array,
  squaredLength: number,
  latents: readonly ArrayLike<number>[],
): Float64Array[] {
  const mean = meanOfRows(latents, latents.length);
  return latents.map((row) => {
    const deviation = mean.map((value, l) => row[l]! - value);
    const share = dot(deviation, vector, vector.length) / squaredLength;
    return deviation.map((value, l) => value - share * vector[l]!);
  });
}

function covarianceOf(rows: readonly Float64Array[], size: number): Float64Array {
  const covariance = new Float64Array(size * size);
  for (const row of rows) {
    for (let l = 0; l < size; l++) {
      for (let k = 0; k < size; k++) covariance[l * size + k]! += (row[l]! * row[k]!) / (rows.length - 1);
    }
  }
  return covariance;
}
