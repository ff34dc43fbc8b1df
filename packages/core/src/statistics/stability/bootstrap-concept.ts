import {
  checkCount,
  checkNdarray,
  checkOptions,
  cosineBetween,
  invalidArgument,
  keyedRandom,
  type Progress,
  rows,
  shown,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { ConceptVector } from '../../concepts/concept-vector.js';
import type { Awaitable } from '../../encoders/encoder.js';
import { checkedRemaking, REMAKING } from '../remaking.js';
import { intervalEnds } from './interval-ends.js';

/** Options of {@link bootstrapConcept}. */
export interface BootstrapOptions {
  /** How many resamples are drawn, at least 2. Default 1000. */
  readonly samples?: number | undefined;
  /** Share of the resamples inside the intervals, between 0 and 1. Default 0.95. */
  readonly level?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** A function that makes a concept vector from examples; it may be asynchronous. Default `meanDifference`. */
  readonly make?:
    | ((name: string, positives: NdArray, negatives: NdArray) => Awaitable<ConceptVector>)
    | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each resample. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Measures of how much a concept vector depends on the examples from which it was made. */
export interface Bootstrap {
  /** The vector of all examples. */
  readonly concept: ConceptVector;
  /** Lower end of the percentile interval of each component. */
  readonly lower: Float32Array;
  /** Upper end of the percentile interval of each component. */
  readonly upper: Float32Array;
  /**
   * Cosines between the vector and that of each resample, ascending. They are high even for labels without any meaning; see
   * {@link bootstrapConcept}.
   */
  readonly cosines: Float64Array;
}

/**
 * Bootstraps a concept vector: draws the examples again with replacement, within the positives and within the negatives,
 * and makes the vector from each resample. The intervals are percentiles. The same seed gives the same numbers.
 *
 * The cosines do not tell whether the direction means anything. A resample shares most of its examples with the whole set, and so
 * shares the error of the set's means: cosines of .5 to .85 are usual for random labels. Use `splitHalves`, whose
 * vectors share no example.
 *
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap.
 *
 * @param positives latents, `[n, latentSize]`.
 * @param negatives latents, `[m, latentSize]`.
 * @throws if an option is invalid or `make` throws.
 * @category Test a concept
 */
export async function bootstrapConcept(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: BootstrapOptions = {},
): Promise<Bootstrap> {
  const caller = 'bootstrapConcept';
  checkOptions(caller, options, { samples: true, level: true, ...REMAKING });
  const { samples = 1000, level = 0.95 } = options;
  checkCount(caller, 'samples', samples, { min: 2 });
  if (!(level > 0 && level < 1)) {
    throw invalidArgument(`${caller}: level must be between 0 and 1; got ${shown(level)}.`);
  }
  const { make, seed, onProgress, beforeEach } = checkedRemaking(caller, options);
  checkNdarray(`${caller}, positives`, positives);
  checkNdarray(`${caller}, negatives`, negatives);
  const concept = await make(name, positives, negatives);
  const random = keyedRandom('bootstrap', seed);
  const [up, down] = [resampler(positives, random), resampler(negatives, random)];
  const interval = intervalEnds(concept.vector.length, samples, level);
  const cosines = new Float64Array(samples);
  for (let k = 0; k < samples; k++) {
    await beforeEach();
    const { vector } = await make(name, up(), down());
    interval.add(vector);
    cosines[k] = cosineBetween(vector, concept.vector);
    onProgress?.({ done: k + 1, total: samples });
  }
  return { concept, ...interval.ends(), cosines: cosines.sort() };
}

/** Returns a function that draws the same number of rows, with replacement. */
function resampler(latents: NdArray, random: () => number): () => NdArray<Float32Array> {
  const [count = 0, size = 0] = latents.shape;
  const all = [...rows(latents)];
  return () => {
    const copy = new Float32Array(count * size);
    for (let i = 0; i < count; i++) copy.set(all[Math.floor(random() * count)] ?? [], i * size);
    return ndarray(copy, [count, size]);
  };
}
