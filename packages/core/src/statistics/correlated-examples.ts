import { contiguous } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { latentMean } from '../concepts/concept-vector.js';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { pearsonCorrelations } from './pearson.js';

/** An example and how its latent correlates with the reference's. */
export interface CorrelatedExample {
  /** Row of the latents. */
  readonly index: number;
  readonly r: number;
  /** Two-sided p-value of r. */
  readonly p: number;
  /** False discovery rate over all examples, by {@link benjaminiHochberg}. */
  readonly q: number;
}

/** Options of {@link correlatedExamples}. */
export interface CorrelatedExamplesOptions {
  /** How many are kept. Default 50. */
  readonly count?: number;
}

/**
 * The examples whose latents correlate most with a marker's, by falling r; the marker itself comes first. Of several
 * markers, with the mean of their latents. Examples with a constant latent have no correlation and are left out.
 *
 * p is that of {@link pearsonCorrelations}, over the latent dimensions: a measure of likeness that says how unusual an r
 * would be for two independent latents. Latents of one model are not independent, so thousands of small q are usual.
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes; its concept is the mean of the 50 first.
 *
 * @param latents `[n, latentSize]`, as `encode` gives them.
 * @param markers rows of the latents.
 * @throws if a marker is no row, if there is none, or if `count` is not a whole number above 0.
 */
export function correlatedExamples(
  latents: NdArray,
  markers: number | readonly number[],
  { count = 50 }: CorrelatedExamplesOptions = {},
): CorrelatedExample[] {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new Error(`correlatedExamples: count must be a whole number above 0; got ${count}.`);
  }
  const marked = rowsOf('correlatedExamples', latents, typeof markers === 'number' ? [markers] : markers);
  const reference = Float32Array.from(latentMean('correlatedExamples', marked));
  const { r, p } = pearsonCorrelations(ndarray(reference, [reference.length]), latents);
  const q = benjaminiHochberg(p);
  return Array.from(r, (value, index) => ({ index, r: value, p: p[index]!, q: q[index]! }))
    .filter((example) => !Number.isNaN(example.r))
    .sort((a, b) => b.r - a.r)
    .slice(0, count);
}

/** Copies of some rows of `[n, latentSize]`. @throws if there are none or one is not there. */
export function rowsOf(caller: string, latents: NdArray, rows: readonly number[]): NdArray<Float32Array> {
  const [count, size] = latents.shape as [number, number];
  if (latents.shape.length !== 2) {
    throw new Error(`${caller}: expected latents of shape [n, latentSize]; got [${latents.shape}].`);
  }
  if (rows.length === 0) throw new Error(`${caller}: got no examples; give the row of at least one.`);
  const bad = rows.find((row) => !(Number.isInteger(row) && row >= 0 && row < count));
  if (bad !== undefined) throw new Error(`${caller}: example ${bad} is not among the ${count}.`);
  const values = contiguous(latents);
  const copy = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) copy.set(values.subarray(row * size, (row + 1) * size), i * size);
  return ndarray(copy, [rows.length, size]);
}
