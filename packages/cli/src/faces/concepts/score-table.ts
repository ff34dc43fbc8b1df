import { conceptScores } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { Faces } from '../data/faces.js';
import type { MadeConcept } from './concepts.js';
import { type Latents, usedIds } from './latents.js';

/** The scores of every picture that has a latent, for every concept. */
export interface ScoreTable {
  /** The pictures, one per row. */
  readonly ids: readonly string[];
  /** `[ids.length, concepts]`. */
  readonly scores: NdArray<Float64Array>;
  /** The scores of some pictures for one concept. */
  of(concept: number, ids: readonly string[]): Float64Array;
}

/** Scores all pictures; no map is computed. */
export function scoreAll(faces: Faces, latents: Latents, concepts: readonly MadeConcept[]): ScoreTable {
  const ids = usedIds(faces).filter(latents.has);
  const scores = conceptScores(
    latents.of(ids),
    concepts.map(({ mean }) => mean),
  );
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  return {
    ids,
    scores,
    of: (concept, some) => Float64Array.from(some, (id) => scores.get(rowOf.get(id)!, concept)),
  };
}
