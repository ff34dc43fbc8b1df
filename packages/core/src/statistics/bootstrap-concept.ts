import { checkNdarray, contiguous } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import seedrandom from 'seedrandom';
import { quantileSorted } from 'simple-statistics';
import { type ConceptVector, meanDifference } from '../concepts/concept-vector.js';

/** Options of {@link bootstrapConcept}. */
export interface BootstrapOptions {
  /** Resamples. Default 1000. */
  samples?: number;
  /** Share of the resamples inside the intervals. Default 0.95. */
  level?: number;
  /** Default 0. */
  seed?: number;
  /** How a concept vector is made of examples. Default {@link meanDifference}. */
  make?: (name: string, positives: NdArray, negatives: NdArray) => ConceptVector;
}

/** How far a concept vector depends on which examples it was made of. */
export interface Bootstrap {
  /** The vector of all examples. */
  readonly concept: ConceptVector;
  /** Percentile interval of each component. */
  readonly lower: Float32Array;
  readonly upper: Float32Array;
  /** Cosines between the vector and that of each resample, ascending: near 1 where the direction is well determined. */
  readonly cosines: Float64Array;
}

/**
 * Bootstrap of a concept vector: examples are drawn again with replacement, within the positives and within the negatives,
 * and the vector is made anew. Intervals are percentiles. The same seed gives the same numbers.
 *
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap.
 *
 * @param positives latents, `[n, latentSize]`.
 * @param negatives latents, `[m, latentSize]`.
 * @throws as `make`, or if samples is not a whole number of at least 2 or the level not between 0 and 1.
 */
export function bootstrapConcept(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: BootstrapOptions = {},
): Bootstrap {
  const { samples = 1000, level = 0.95, seed = 0, make = meanDifference } = options;
  if (!Number.isInteger(samples) || samples < 2) {
    throw new Error(`bootstrapConcept: samples must be a whole number of at least 2; got ${samples}.`);
  }
  if (!(level > 0 && level < 1)) {
    throw new Error(`bootstrapConcept: level must be between 0 and 1; got ${level}.`);
  }
  checkNdarray('bootstrapConcept, positives', positives);
  checkNdarray('bootstrapConcept, negatives', negatives);
  const concept = make(name, positives, negatives);
  const size = concept.vector.length;
  const random = seedrandom.alea(`bootstrap/${seed}`);
  const drawn: Float32Array[] = [];
  for (let k = 0; k < samples; k++) {
    drawn.push(make(name, resampled(positives, random), resampled(negatives, random)).vector);
  }
  const component = (i: number) => Float64Array.from(drawn, (vector) => vector[i]!).sort();
  const [lower, upper] = [new Float32Array(size), new Float32Array(size)];
  for (let i = 0; i < size; i++) {
    const sorted = Array.from(component(i));
    lower[i] = quantileSorted(sorted, (1 - level) / 2);
    upper[i] = quantileSorted(sorted, (1 + level) / 2);
  }
  const cosines = Float64Array.from(drawn, (vector) => cosine(vector, concept.vector)).sort();
  return { concept, lower, upper, cosines };
}

/** As many rows, drawn with replacement. */
function resampled(latents: NdArray, random: () => number): NdArray<Float32Array> {
  const [count = 0, size = 0] = latents.shape;
  const values = contiguous(latents);
  const rows = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const row = Math.floor(random() * count);
    rows.set(values.subarray(row * size, (row + 1) * size), i * size);
  }
  return ndarray(rows, [count, size]);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return Math.max(-1, Math.min(1, dot / (Math.hypot(...a) * Math.hypot(...b))));
}
