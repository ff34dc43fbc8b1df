import { type Separability, separability } from '@csm/core/statistics';
import { type Faces, idsOf } from '../data/faces.js';
import type { Run } from '../run.js';
import type { MadeConcept } from './concepts.js';
import type { ScoreTable } from './score-table.js';

/** The scores of a concept on the scored pictures, and how well they separate. */
export interface HeldOutScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Of the pictures that are not examples of the concept, among which even noise separates; undefined if a side has none. */
  readonly separability: Separability | undefined;
}

/** The scores of one concept on both sides. */
export function heldOutScores(
  faces: Faces,
  concepts: readonly MadeConcept[],
  table: ScoreTable,
  { settings }: Pick<Run, 'settings'>,
): HeldOutScores[] {
  const scored = new Set(table.ids);
  return concepts.map(({ definition, exampleIds }, i) => {
    const side = (of: 'positive' | 'negative') =>
      idsOf(faces, definition, of, faces.test).filter((id) => scored.has(id));
    const [positives, negatives] = [side('positive'), side('negative')];
    const scoresOf = (ids: readonly string[]) => table.of(i, ids);
    const others = [positives, negatives].map((ids) => scoresOf(ids.filter((id) => !exampleIds.has(id))));
    const [up, down] = others as [Float64Array, Float64Array];
    const options = { seed: settings.seed, resamples: settings.analysis.scoreResamples };
    return {
      positives: scoresOf(positives),
      negatives: scoresOf(negatives),
      separability: up.length > 0 && down.length > 0 ? separability(up, down, options) : undefined,
    };
  });
}

/** Whether the concept's scores separate; if not, its cosines and maps are meaningless. */
export const separates = ({ separability: found }: HeldOutScores): boolean => found?.separates === true;
