import { type ConceptVector, conceptVector, meanDifference } from '@csm/core';
import { conceptOfExamples } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import { isotropicConcepts, permutedConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { ConceptWithNulls, GroundConcept } from './ground.js';
import type { Settings } from './settings.js';

/**
 * The concept vector of a ground, as the paper makes it: of faces the difference of the means with and without, of genes the
 * mean; with random vectors of its length. Permuted labels go through the same formula: of genes, the mean of as many drawn at
 * random.
 */
export function conceptWithNulls(
  { name, positives, negatives }: GroundConcept,
  latents: NdArray<Float32Array>,
  tissue: boolean,
  { randomVectors: count, seed }: Settings,
): ConceptWithNulls {
  const examples = {
    positives: selectSamples(latents, positives),
    negatives: selectSamples(latents, negatives),
  };
  const concept = tissue
    ? conceptOfExamples(name, latents, positives)
    : meanDifference(name, examples.positives, examples.negatives);
  const permuted = tissue
    ? randomSets(positives, negatives, count, seed).map((set, k) =>
        withLength(conceptOfExamples(`permuted labels ${k + 1}`, latents, set), concept),
      )
    : permutedConcepts(examples, { concept, count, seed });
  return { concept, isotropic: isotropicConcepts(concept, { count, seed }), permuted };
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
