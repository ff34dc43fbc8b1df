import type { ConceptExamples } from './concept-examples.js';
import { latentRows } from './latent-rows.js';

/** Latents of a concept's examples, one row per example. */
export interface ExampleRows {
  readonly positives: readonly Float32Array[];
  readonly negatives: readonly Float32Array[];
}

/** @throws unless positives and negatives are latents `[n, size]` of the same size, n ≥ 1. */
export function exampleRows(
  caller: string,
  { positives, negatives }: ConceptExamples,
  size?: number,
): ExampleRows {
  const up = latentRows(caller, positives, size, 'positives');
  return { positives: up, negatives: latentRows(caller, negatives, positives.shape[1], 'negatives') };
}
