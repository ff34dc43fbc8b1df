import { type ConceptVector, conceptVector, meanDifference } from '@csm/core';
import { conceptOfExamples } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import { isotropicConcepts, permutedConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { ConceptWithNulls, Examples, Ground, GroundConcept } from '../grounds/ground.js';

/**
 * The formula of a concept vector: the mean of the examples, as in the paper for genes, or the difference from the mean of the
 * other examples, as in the paper for faces.
 */
export type Formula = 'mean' | 'difference';

/**
 * A concept vector of a ground, and random vectors of its length. The vectors of permuted labels are made by the
 * same formula.
 */
export function conceptWithNulls(
  { name, positives, negatives }: GroundConcept,
  latents: NdArray<Float32Array>,
  formula: Formula,
  { count, seed }: { readonly count: number; readonly seed: number },
): ConceptWithNulls {
  const concept = vectorOf({ name, positives, negatives }, latents, formula);
  const permuted =
    formula === 'mean'
      ? randomSets(positives, negatives, count, seed).map((set, k) =>
          withLength(conceptOfExamples(`permuted labels ${k + 1}`, latents, set), concept),
        )
      : permutedConcepts(examplesOf({ positives, negatives }, latents), { concept, count, seed });
  return { concept, isotropic: isotropicConcepts(concept, { count, seed }), permuted };
}

/** For each concept, the other concepts of the data, scaled to its length. */
export function rivalVectors(
  { concepts, rivals = [] }: Ground,
  latents: NdArray<Float32Array>,
  formula: Formula,
): ConceptVector[][] {
  const vectors = [...concepts, ...rivals].map((one) => vectorOf(one, latents, formula));
  return concepts.map((_, i) => vectors.filter((_, k) => k !== i).map((one) => withLength(one, vectors[i]!)));
}

function vectorOf(
  { name, positives, negatives }: Examples,
  latents: NdArray<Float32Array>,
  formula: Formula,
): ConceptVector {
  if (formula === 'mean') return conceptOfExamples(name, latents, positives);
  const sides = examplesOf({ positives, negatives }, latents);
  return meanDifference(name, sides.positives, sides.negatives);
}

function examplesOf(
  { positives, negatives }: Pick<Examples, 'positives' | 'negatives'>,
  latents: NdArray<Float32Array>,
) {
  return { positives: selectSamples(latents, positives), negatives: selectSamples(latents, negatives) };
}

/** Random sets of examples from both sides, each as large as the positive side. */
export function randomSets(
  positives: readonly number[],
  negatives: readonly number[],
  count: number,
  seed: number,
): number[][] {
  const all = [...positives, ...negatives];
  return Array.from({ length: count }, (_, k) => shuffled(all, 10_000 * seed + k).slice(0, positives.length));
}

function withLength({ name, vector }: ConceptVector, like: ConceptVector): ConceptVector {
  const scale = Math.hypot(...like.vector) / Math.hypot(...vector);
  return conceptVector(
    name,
    vector.map((value) => value * scale),
  );
}
