import { benjaminiHochberg, checkCount, checkOptions } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { latentMean } from '../concepts/latent-mean.js';
import { pearsonCorrelations } from './pearson-correlations.js';
import { selectedLatents } from './selected-latents.js';

/** An example, and how its latent correlates with that of the marker. */
export interface CorrelatedExample {
  /** Row of the latents. */
  readonly index: number;
  /** Pearson correlation, −1 to 1. */
  readonly r: number;
  /** Two-sided p-value of r. */
  readonly p: number;
  /** p adjusted for the false discovery rate over all examples: `benjaminiHochberg`. */
  readonly q: number;
}

/** Options of {@link correlatedExamples}. */
export interface CorrelatedExamplesOptions {
  /** How many examples to return. Default 50. */
  readonly count?: number | undefined;
}

/**
 * Finds the examples whose latents correlate most with that of a marker, in descending order of r; the marker itself comes
 * first. With several markers, the mean of their latents is used. Examples with a constant latent have no correlation
 * and are left out.
 *
 * p is computed over the latent dimensions as in {@link pearsonCorrelations}: it tells how unusual such an r would be
 * for two independent latents. Latents of one model are not independent, so thousands of small q are usual.
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes; the concept there is the mean of the first 50.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @param markers rows of the latents.
 * @throws if a marker is not a row of the latents, if there are no markers, or if `count` is not a whole number of at
 * least 1.
 */
export function correlatedExamples(
  latents: NdArray,
  markers: number | readonly number[],
  options: CorrelatedExamplesOptions = {},
): CorrelatedExample[] {
  const caller = 'correlatedExamples';
  checkOptions(caller, options, { count: true });
  const { count = 50 } = options;
  checkCount(caller, 'count', count);
  const marked = selectedLatents(caller, latents, typeof markers === 'number' ? [markers] : markers);
  const reference = Float32Array.from(latentMean(caller, 'markers', marked));
  const { r, p } = pearsonCorrelations(ndarray(reference, [reference.length]), latents);
  const q = benjaminiHochberg(p);
  return Array.from(r, (value, index) => ({ index, r: value, p: p[index] ?? NaN, q: q[index] ?? NaN }))
    .filter((example) => !Number.isNaN(example.r))
    .sort((a, b) => b.r - a.r)
    .slice(0, count);
}
