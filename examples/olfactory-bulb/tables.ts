import type { EpochResult } from '@csm/models';
import { csvFormat } from 'd3-dsv';
import { writeText } from '../support/write-file.js';
import type { GeneConcept } from './gene-concept.js';

/** A gene of a concept with its concept score. */
export interface ScoredGene {
  readonly gene: string;
  readonly r: number;
  readonly p: number;
  readonly score: number;
}

/** `concept-<marker>.csv`: rank, gene, r, p, concept score. */
export async function writeConceptTable(
  folder: string,
  { concept }: GeneConcept,
  genes: readonly ScoredGene[],
) {
  const table = genes.map(({ gene, r, p, score }, i) => ({ rank: i + 1, gene, r, p, score }));
  await writeText(`${folder}/concept-${concept.name}.csv`, `${csvFormat(table)}\n`);
}

/** `training.csv`: an epoch a line. */
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
