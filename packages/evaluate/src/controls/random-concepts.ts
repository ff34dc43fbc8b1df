import { type ConceptVector, conceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import { shuffle } from 'simple-statistics';
import { checkCount, checkMaps, checkSeed } from '../maps/check.js';
import { rowsOf } from '../maps/maps.js';
import { keyedNormal, keyedRandom } from '../maps/random.js';

/** Options of the functions that draw random concepts. */
export interface RandomConceptOptions {
  /** How many. Default 20. */
  count?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
}

/**
 * Random concept vectors, the easy null: any direction of the latent space is as likely, the length is the concept's.
 *
 * Source: the model-parameter randomisation of Adebayo et al. 2018 (arXiv 1810.03292), applied to the last layer of a
 * concept score, which the concept vector is.
 */
export function isotropicConcepts(
  concept: ConceptVector,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'isotropicConcepts';
  return drawn(caller, options, (k, seed) => {
    const normal = keyedNormal('isotropic', seed, k);
    return withNorm(caller, `random ${k + 1}`, Float64Array.from(concept.vector, normal), concept);
  });
}

/**
 * Random concept vectors from N(0, Σ), Σ the covariance of the latents, with the concept's length: directions in which inputs do
 * differ, as a concept's does. Drawn as Σᵢ wᵢ (zᵢ − z̄) with standard normal wᵢ, which has that covariance.
 *
 * @param latents `[n, latentSize]`.
 * @throws if the latents are all the same, or of another size than the concept.
 */
export function covarianceConcepts(
  concept: ConceptVector,
  latents: NdArray,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'covarianceConcepts';
  const rows = latentRows(caller, latents, concept.vector.length);
  const mean = meanOf(rows);
  return drawn(caller, options, (k, seed) => {
    const normal = keyedNormal('covariance', seed, k);
    const sum = new Float64Array(mean.length);
    for (const row of rows) {
      const weight = normal();
      for (let d = 0; d < sum.length; d++) sum[d]! += weight * (row[d]! - mean[d]!);
    }
    return withNorm(caller, `random ${k + 1}`, sum, concept);
  });
}

/** Examples of a concept: latents with and without it. */
export interface ConceptExamples {
  /** Latents of examples that have the concept, `[n, latentSize]`. */
  readonly positives: NdArray;
  /** Latents of examples that lack it, `[m, latentSize]`. */
  readonly negatives: NdArray;
}

/**
 * Concept vectors of labels that say nothing, the hard null: the examples' labels are permuted and the difference of means is
 * taken again. They lie where examples differ by chance, as a concept vector's error does.
 *
 * @param concept its length is given to the vectors; without one they keep their own, which is shorter.
 * @throws if the examples are all the same, or of another size than the concept.
 */
export function permutedConcepts(
  { positives, negatives }: ConceptExamples,
  options: RandomConceptOptions & { concept?: ConceptVector | undefined } = {},
): ConceptVector[] {
  const { concept } = options;
  const caller = 'permutedConcepts';
  const up = latentRows(caller, positives, concept?.vector.length);
  const down = latentRows(caller, negatives, up[0]!.length);
  const all = [...up, ...down];
  return drawn(caller, options, (k, seed) => {
    const order = shuffle(all, keyedRandom('permuted', seed, k));
    const difference = meanDifferenceOf(order.slice(0, up.length), order.slice(up.length));
    const name = `permuted labels ${k + 1}`;
    return concept === undefined
      ? conceptVector(name, difference)
      : withNorm(caller, name, difference, concept);
  });
}

/**
 * Concept vectors of bootstrap resamples: examples drawn again with replacement, within the positives and within the
 * negatives, and the difference of means taken again. How far their maps differ is how far the map depends on which
 * examples there were.
 *
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap.
 */
export function resampledConcepts(
  { positives, negatives }: ConceptExamples,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'resampledConcepts';
  const up = latentRows(caller, positives);
  const down = latentRows(caller, negatives, up[0]!.length);
  return drawn(caller, options, (k, seed) => {
    const random = keyedRandom('resampled', seed, k);
    const again = (rows: readonly Float32Array[]) =>
      rows.map(() => rows[Math.floor(random() * rows.length)]!);
    return conceptVector(`resample ${k + 1}`, meanDifferenceOf(again(up), again(down)));
  });
}

/** mean(up) − mean(down). */
export function meanDifferenceOf(
  up: readonly ArrayLike<number>[],
  down: readonly ArrayLike<number>[],
): Float64Array {
  const without = meanOf(down);
  return meanOf(up).map((value, d) => value - without[d]!);
}

/** @throws unless they are latents `[n, size]`, n ≥ 1. */
export function latentRows(caller: string, latents: NdArray, size?: number): Float32Array[] {
  checkMaps(caller, latents, 'latents');
  if (latents.shape.length !== 2 || (size !== undefined && latents.shape[1] !== size)) {
    throw new Error(
      `${caller}: latents must have shape [n,${size ?? 'latentSize'}]; got [${latents.shape}].`,
    );
  }
  return rowsOf(latents);
}

function meanOf(rows: readonly ArrayLike<number>[]): Float64Array {
  const mean = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let d = 0; d < mean.length; d++) mean[d]! += row[d]! / rows.length;
  return mean;
}

function drawn(
  caller: string,
  { count = 20, seed = 0 }: RandomConceptOptions,
  draw: (k: number, seed: number) => ConceptVector,
): ConceptVector[] {
  checkCount(caller, 'count', count);
  checkSeed(caller, seed);
  return Array.from({ length: count }, (_, k) => draw(k, seed));
}

function withNorm(
  caller: string,
  name: string,
  direction: Float64Array,
  { vector }: ConceptVector,
): ConceptVector {
  const length = Math.hypot(...direction);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new Error(
      `${caller}: no direction can be drawn: the latents must be finite, and some must differ from the others.`,
    );
  }
  const scale = Math.hypot(...vector) / length;
  return conceptVector(
    name,
    direction.map((value) => value * scale),
  );
}
