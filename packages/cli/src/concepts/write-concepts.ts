import { join } from 'node:path';
import { saveConcepts } from '@csm/core/node';
import { conceptCosines } from '@csm/core/statistics';
import { writeTable } from '@csm/datasets/node';
import { histogramGrid, matrixMap } from '@csm/render';
import { csvFormatRows } from 'd3-dsv';
import { writeFigure } from '../results/write-figure.js';
import { writeExamples } from './examples-file.js';
import type { MeasuredConcept } from './measured-concept.js';

/** The file of the vectors in a folder of concepts. */
export const CONCEPTS_FILE = 'concepts.json';

/** A figure with more panels than this cannot be read. */
const MOST_DRAWN = 60;

/** One row of the table of concepts. */
export interface ConceptRow {
  readonly concept: string;
  readonly source: string;
  readonly make: string;
  readonly with: number;
  readonly without: number;
  readonly heldOutWith: number;
  readonly heldOutWithout: number;
  readonly auc: number | null;
  readonly aucLow: number | null;
  readonly aucHigh: number | null;
  readonly cohensD: number | null;
  readonly stability: number | null;
}

/** What is known about the concepts, one row per concept. */
export function conceptRows(concepts: readonly MeasuredConcept[]): ConceptRow[] {
  return concepts.map(({ concept, examples, separability: found, stability }) => ({
    concept: concept.name,
    source: examples.source,
    make: examples.make,
    with: examples.positives.length,
    without: examples.negatives.length,
    heldOutWith: examples.heldOut.positives.length,
    heldOutWithout: examples.heldOut.negatives.length,
    auc: found?.auc ?? null,
    aucLow: found?.aucInterval[0] ?? null,
    aucHigh: found?.aucInterval[1] ?? null,
    cohensD: found && Number.isFinite(found.cohensD) ? found.cohensD : null,
    stability: stability ?? null,
  }));
}

/**
 * Writes the folder of concepts: vectors, examples, the table, the cosines, and the histograms of the scores of held-out examples.
 * `concepts.json` comes last: where it is, the folder is complete.
 */
export async function writeConcepts(
  out: string,
  concepts: readonly MeasuredConcept[],
  folders: readonly string[],
): Promise<void> {
  const rows = conceptRows(concepts);
  await writeExamples(out, {
    ...(folders.length > 0 && { folders }),
    concepts: Object.fromEntries(concepts.map(({ concept, examples }) => [concept.name, examples])),
  });
  const columns = Object.keys(rows[0] ?? {}) as (keyof ConceptRow)[];
  const cells = rows.map((row) => columns.map((column) => `${row[column] ?? ''}`));
  await writeTable(join(out, 'concepts.csv'), `${csvFormatRows([columns, ...cells])}\n`);
  await writeHistograms(out, concepts);
  await writeCosines(out, concepts);
  await saveConcepts(
    join(out, CONCEPTS_FILE),
    concepts.map(({ concept }) => concept),
  );
}

async function writeHistograms(out: string, concepts: readonly MeasuredConcept[]): Promise<void> {
  const histograms = concepts.slice(0, MOST_DRAWN).flatMap(({ concept, scores, separability: found }) =>
    scores && found
      ? [
          {
            title: concept.name,
            ...scores,
            auc: found.auc,
            ...(Number.isFinite(found.cohensD) && { cohensD: found.cohensD }),
          },
        ]
      : [],
  );
  if (histograms.length === 0) return;
  const columns = Math.min(4, histograms.length);
  await writeFigure(
    join(out, 'histograms'),
    histogramGrid({ title: 'Scores of held-out examples', histograms, columns }),
  );
}

async function writeCosines(out: string, concepts: readonly MeasuredConcept[]): Promise<void> {
  if (concepts.length < 2) return;
  const names = concepts.map(({ concept }) => concept.name);
  const values = conceptCosines(concepts.map(({ concept }) => concept));
  const rows = names.map((name, row) => [name, ...names.map((_, column) => `${values.get(row, column)}`)]);
  await writeTable(join(out, 'cosines.csv'), `${csvFormatRows([['concept', ...names], ...rows])}\n`);
  if (concepts.length > MOST_DRAWN) return;
  await writeFigure(
    join(out, 'cosines'),
    matrixMap({ title: 'Cosines between concepts', values, rows: names, label: 'cosine' }),
  );
}
