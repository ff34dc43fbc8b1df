import { type ConceptVector, conceptVector, meanDifference } from '@csm/core';
import { conceptOfExamples } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import { isotropicConcepts, permutedConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { ConceptWithNulls, Examples, Ground, GroundConcept } from './ground.js';

/**
 * The concept vector of a ground, as the paper makes it: of faces the difference of the means with and without, of genes the
 * mean; with random vectors of its length. Permuted labels go through the same formula: of genes, the mean of as many drawn at
 * random.
 */
export function conceptWithNulls(
  { name, positives, negatives }: GroundConcept,
  latents: NdArray<Float32Array>,
  tissue: boolean,
  { count, seed }: { readonly count: number; readonly seed: number },
): ConceptWithNulls {
  const concept = vectorOf({ name, positives, negatives }, latents, tissue);
  const permuted = tissue
    ? randomSets(positives, negatives, count, seed).map((set, k) =>
        withLength(conceptOfExamples(`permuted labels ${k + 1}`, latents, set), concept),
      )
    : permutedConcepts(examplesOf({ positives, negatives }, latents), { concept, count, seed });
  return { concept, isotropic: isotropicConcepts(concept, { count, seed }), permuted };
}

/** For each concept the others of its data, of its length. */
export function rivalVectors(
  { concepts, rivals = [], tissue }: Ground,
  latents: NdArray<Float32Array>,
): ConceptVector[][] {
  const vectors = [...concepts, ...rivals].map((one) => vectorOf(one, latents, tissue));
  return concepts.map((_, i) => vectors.filter((_, k) => k !== i).map((one) => withLength(one, vectors[i]!)));
}

function vectorOf(
  { name, positives, negatives }: Examples,
  latents: NdArray<Float32Array>,
  tissue: boolean,
): ConceptVector {
  if (tissue) return conceptOfExamples(name, latents, positives);
  const sides = examplesOf({ positives, negatives }, latents);
  return meanDifference(name, sides.positives, sides.negatives);
}

function examplesOf(
  { positives, negatives }: Pick<Examples, 'positives' | 'negatives'>,
  latents: NdArray<Float32Array>,
) {
  return { positives: selectSamples(latents, positives), negatives: selectSamples(latents, negatives) };
}

/** Sets of as many examples as are positive, drawn from all of them. */
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
