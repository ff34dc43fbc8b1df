import { benjaminiHochberg, checkCount, checkOptions, invalidArgument, shown } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { latentMean } from '../concepts/latent-mean.js';
import { pearsonCorrelations } from './pearson-correlations.js';
import { selectedLatents } from './selected-latents.js';

/** An example, and how its latent correlates with that of the marker. */
export interface CorrelatedExample {
  /** Row of the latents. */
  readonly index: number;
  /** Pearson correlation, −1 to 1; NaN if the latent is constant. */
  readonly r: number;
  /** Two-sided p-value of r. */
  readonly p: number;
  /** p adjusted for the false discovery rate over all examples: `benjaminiHochberg`. */
  readonly q: number;
}

/** Options of {@link correlatedExamples}. */
export interface CorrelatedExamplesOptions {
  /**
   * How many examples to return; fewer, if not as many have a correlation. `'all'` returns one entry per row of the
   * latents; those with a constant latent come last, with r, p and q NaN. Default 50.
   */
  readonly count?: number | 'all' | undefined;
}

/**
 * Finds the examples whose latents correlate most with that of a marker, in descending order of r; the marker itself comes
 * first. With several markers, the mean of their latents is used. Examples with a constant latent have no correlation
 * and are left out, unless `count` is `'all'`.
 *
 * p is computed over the latent dimensions as in {@link pearsonCorrelations}: it tells how unusual such an r would be
 * for two independent latents. Latents of one model are not independent, so thousands of small q are usual.
 * The dimensions of a latent have no places, so there is no spatial null; whether the values of an example follow a region of a
 * tissue is the question of {@link enrichedExamples} with positions.
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes; the concept there is the mean of the first 50.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @param markers rows of the latents.
 * @throws if a marker is not a row of the latents, if there are no markers, or if `count` is neither `'all'` nor a whole
 * number of at least 1.
 * @category Find a concept
 */
export function correlatedExamples(
  latents: NdArray,
  markers: number | readonly number[],
  options: CorrelatedExamplesOptions = {},
): CorrelatedExample[] {
  const caller = 'correlatedExamples';
  checkOptions(caller, options, { count: true });
  const { count = 50 } = options;
  if (count !== 'all') checkExampleCount(caller, count);
  const marked = selectedLatents(caller, latents, typeof markers === 'number' ? [markers] : markers);
  const reference = Float32Array.from(latentMean(caller, 'markers', marked));
  const { r, p } = pearsonCorrelations(ndarray(reference, [reference.length]), latents);
  const q = benjaminiHochberg(p);
  const examples = Array.from(r, (value, index) => ({
    index,
    r: value,
    p: p[index] ?? Number.NaN,
    q: q[index] ?? Number.NaN,
  }));
  const sorted = examples.filter((example) => !Number.isNaN(example.r)).sort((a, b) => b.r - a.r);
  if (count !== 'all') return sorted.slice(0, count);
  return [...sorted, ...examples.filter((example) => Number.isNaN(example.r))];
}

function checkExampleCount(caller: string, count: number): void {
  if (typeof count !== 'number') {
    throw invalidArgument(
      `${caller}: count must be a whole number of at least 1 or "all"; got ${shown(count)}.`,
    );
  }
  checkCount(caller, 'count', count);
}
