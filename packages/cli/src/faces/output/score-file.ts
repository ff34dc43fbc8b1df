import { writeAtomically } from '@csm/base/node';
import { csvFormatRows } from 'd3-dsv';
import type { MadeConcept } from '../concepts/concepts.js';
import type { ScoreTable } from '../concepts/score-table.js';
import type { Faces } from '../data/faces.js';

/** Writes `scores.csv`: one row per picture, with the part that it belongs to, and one column per concept. */
export async function writeScores(
  file: string,
  faces: Faces,
  concepts: readonly MadeConcept[],
  { ids, scores }: ScoreTable,
): Promise<void> {
  const partOf = new Map<string, string>();
  for (const id of faces.test) partOf.set(id, 'held out');
  for (const id of faces.validation) partOf.set(id, 'validation');
  // A picture that is both scored and trained on is a training picture.
  for (const id of faces.train) partOf.set(id, 'training');
  const rows = ids.map((id, row) => [
    id,
    partOf.get(id) ?? '',
    ...concepts.map((_, k) => Number(scores.get(row, k).toPrecision(7)).toString()),
  ]);
  const header = ['id', 'part', ...concepts.map(({ definition }) => definition.name)];
  await writeAtomically(file, `${csvFormatRows([header, ...rows])}\n`);
}
