import '@tensorflow/tfjs-backend-cpu';
import { conceptVector } from '@csm/core';
import { integratedGradients } from '@csm/explainers';
import { setBackend } from '@tensorflow/tfjs-core';
import { rankingCheckpoint } from '../src/rankings/checkpoint/ranking-checkpoint-file.js';
import { rankGenesMany } from '../src/rankings/rank-genes.js';
import type { RankedConcept, RankGenesManyOptions } from '../src/rankings/rank-genes-types.js';
import { correlatedCells, geneEncoder } from './gene-encoder.js';

export const rankedCells = correlatedCells(40, 12, 3);
const PART = [...Array(40).keys()].filter((cell) => cell % 3 !== 0);
export const rankedConcepts: readonly RankedConcept[] = [
  { concept: conceptVector('c', [1, -2, 0.5, 1]) },
  { concept: conceptVector('d', [0, 1, 1, -1]), cells: PART },
];

/** The ranking that the killed process and the resuming process have in common. */
export function ranked(
  options: RankGenesManyOptions = {},
  method = integratedGradients({ steps: 6 }),
  {
    cells = rankedCells,
    concepts = rankedConcepts,
    encoder = geneEncoder(12, 4),
  }: {
    readonly cells?: typeof rankedCells;
    readonly concepts?: readonly RankedConcept[];
    readonly encoder?: ReturnType<typeof geneEncoder>;
  } = {},
) {
  const donors = Array.from({ length: cells.shape[0] ?? 0 }, (_, i) => `donor ${i % 5}`);
  return rankGenesMany(encoder, cells, concepts, method, { donors, batchSize: 8, ...options });
}

// Run as a program with a file: ranks, and prints one line per checkpoint, until it is killed.
const file = process.argv[2];
if (file && process.argv[1]?.endsWith('rank-until-killed.ts')) {
  await setBackend('cpu');
  const { load, save } = rankingCheckpoint(file);
  const checkpoints = {
    load,
    save: async (checkpoint: Parameters<typeof save>[0]) => {
      await save(checkpoint);
      process.stdout.write(`${checkpoint.done}\n`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
  };
  await ranked({ checkpoints, checkpointSeconds: 0 });
}
