import type { GeneConcept } from '@csm/core/statistics';
import type { EpochResult } from '@csm/models';
import { csvFormat } from 'd3-dsv';
import { writeText } from '../../support/write-text.js';

/** Writes `concept-<marker>.csv`: rank, gene, r, p, q, concept score. */
export async function writeConceptTable(
  folder: string,
  { concept, genes }: GeneConcept,
  scores: ArrayLike<number>,
): Promise<void> {
  const table = genes.map(({ gene, index, r, p, q }, i) => ({
    rank: i + 1,
    gene,
    r,
    p,
    q,
    score: scores[index],
  }));
  await writeText(`${folder}/concept-${concept.name}.csv`, `${csvFormat(table)}\n`);
}

/** Writes `training.csv`, one line per epoch. */
export async function writeTrainingTable(folder: string, history: readonly EpochResult[]): Promise<void> {
  const table = history.map(({ epoch, loss, reconstruction, kl, seconds }) => ({
    epoch,
    loss,
    reconstruction,
    kl,
    seconds: seconds.toFixed(2),
  }));
  await writeText(`${folder}/training.csv`, `${csvFormat(table)}\n`);
}
