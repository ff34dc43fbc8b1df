import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { layersEncoder } from '@csm/core';
import { cellBatches, cellMatrix, geneTotals, shuffled } from '@csm/datasets';
import {
  disposeVae,
  type EpochResult,
  geneTraining,
  geneVae,
  recomputeBatchNorm,
  trainVae,
  type Vae,
} from '@csm/models';
import { fileCheckpoint, loadVae, saveVae, terminalProgress } from '@csm/models/node';
import { epochOrder, type ImageStream } from '@csm/models/training';
import { inEngine } from '../../models/engine.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { isOfBatchNorm } from '../../train/batch-norm-warning.js';
import { patienceFor } from '../../train/patience-for.js';
import type { CellsOptions, LikelihoodName } from '../cells-options.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from './cell-model.js';

/** What a training is made from. */
export interface TrainedModelInput {
  readonly data: CellsData;
  /** The genes of the model. */
  readonly genes: readonly string[];
  /** The number of the batch of each cell, if batches are corrected for. */
  readonly batch?: { readonly of: Uint32Array; readonly count: number } | undefined;
  readonly seed: number;
  readonly options: Pick<CellsOptions, 'latent' | 'likelihood' | 'epochs' | 'engine' | 'out'>;
}

/**
 * Steps of a training without `--epochs`, at most: fewer cells get more epochs. Cells that are not trained on end it earlier, because a few
 * hundred cells are otherwise learned by heart.
 */
const STEPS = 4000;
const LEAST_EPOCHS = 10;

/** The share of cells that decide when to stop, at most this many. */
const VALIDATION = { share: 0.1, most: 2000 } as const;

/** At most this many cells decide the statistics of BatchNorm after the training. */
const STATISTICS = 2000;

/** The largest number of epochs without `--epochs`. */
export const epochsFor = (cells: number): number =>
  Math.min(geneTraining.epochs, Math.max(LEAST_EPOCHS, Math.ceil((STEPS * geneTraining.batchSize) / cells)));

/** The name of the folder of a model in that of a run. */
export const modelFolder = (seed: number): string => `models/seed-${seed}`;

/** Trains a VAE over genes, or loads what an earlier run left. The record of the losses is written last. */
export async function trainedModel(input: TrainedModelInput, run: CommandRun): Promise<CellModel> {
  const { data, genes, batch, seed, options } = input;
  const { likelihood = 'negativeBinomial', latent = 10, out } = options;
  const folder = join(out, modelFolder(seed));
  const record = join(folder, 'training.json');
  const vae = existsSync(record) ? await loadVae(join(folder, 'vae')) : undefined;
  const isOfCounts = likelihood !== 'gaussian';
  const trained =
    vae ??
    geneVae({
      ...{ genes: genes.length, latentSize: latent, likelihood, batches: batch?.count, seed },
      geneMeans: isOfCounts ? meansOf(data, genes) : undefined,
    });
  try {
    const history = vae
      ? (JSON.parse(await readFile(record, 'utf8')) as EpochResult[])
      : await train(trained, input, folder, run);
    // Attributions to raw counts hide genes with few counts (docs/evidence-cells.md): the explained encoder starts behind its ln(1 + x).
    const encoder = layersEncoder(trained.encoder, isOfCounts ? { input: 'log1p' } : {});
    const native = await inEngine(encoder, undefined, options.engine, run);
    return {
      ...{ name: `seed ${seed}`, encoder: native.encoder, genes, missingGenes: 'error' },
      values: isOfCounts ? 'log1p' : 'log1pCp10k',
      description: sentence(data, input, likelihood, history),
      dispose: async () => {
        await native.dispose();
        disposeVae(trained);
      },
    };
  } catch (error) {
    disposeVae(trained);
    throw error;
  }
}

async function train(
  vae: Vae,
  { data: { cells }, genes, batch, seed, options }: TrainedModelInput,
  folder: string,
  { signal, warn, stderr, log }: CommandRun,
): Promise<readonly EpochResult[]> {
  const { batchSize, learningRate } = geneTraining;
  const count = cells.spots.names.length;
  const values = options.likelihood === 'gaussian' ? 'log1pCp10k' : 'counts';
  const epochs = options.epochs ?? epochsFor(count);
  log(`Training with seed ${seed}: ${epochs} epochs at most.`);
  const order = shuffled([...Array(count).keys()], seed);
  const held = Math.min(VALIDATION.most, Math.floor(VALIDATION.share * count));
  const rows = order.slice(held).sort((a, b) => a - b);
  const batchesOf = (some: readonly number[]) =>
    cellBatches(cells, { rows: some, genes, values, batchSize, signal, ...(batch && { batch: batch.of }) });
  const steps = Math.ceil(rows.length / batchSize);
  const stream: ImageStream = (epoch) => batchesOf(epochOrder(rows, { seed, epoch }));
  const history = await trainVae(vae, stream, {
    ...{ epochs, learningRate, seed, signal },
    ...(held > 0 && {
      validation: () => batchesOf(order.slice(0, held)),
      patience: patienceFor(rows.length, batchSize),
    }),
    stepsPerEpoch: steps,
    checkpoints: fileCheckpoint(join(folder, 'checkpoint')),
    onWarning: (text) => isOfBatchNorm(text) || warn(text),
    onProgress: terminalProgress(stderr && { stream: stderr }),
  });
  const some = shuffled(rows, seed).slice(0, STATISTICS);
  const inputs = await cellMatrix(cells, { rows: some, genes, values, signal });
  await recomputeBatchNorm(vae, inputs, {
    ...{ seed, signal, onWarning: warn },
    ...(batch && { batch: some.map((cell) => batch.of[cell] ?? 0) }),
  });
  await saveVae(vae, join(folder, 'vae'));
  await writeAtomically(join(folder, 'genes.txt'), `${genes.join('\n')}\n`);
  await writeAtomically(join(folder, 'training.json'), `${JSON.stringify(history, null, 2)}\n`);
  return history;
}

/** The mean count of each gene. */
function meansOf({ counts }: CellsData, genes: readonly string[]): number[] {
  const totals = geneTotals(counts);
  const place = new Map(counts.genes.map((gene, at) => [gene, at]));
  return genes.map((gene) => (totals[place.get(gene) ?? -1] ?? 0) / counts.spots.names.length);
}

const NAMES: Readonly<Record<LikelihoodName, string>> = {
  negativeBinomial: 'negative binomial',
  zeroInflatedNegativeBinomial: 'zero-inflated negative binomial',
  poisson: 'Poisson',
  gaussian: 'Gaussian',
};

function sentence(
  { noun }: CellsData,
  { genes, batch, options: { latent = 10 } }: TrainedModelInput,
  likelihood: LikelihoodName,
  history: readonly EpochResult[],
): string {
  const last = history.at(-1);
  const loss = last === undefined ? '' : `; loss ${last.loss.toPrecision(3)} per gene and ${noun}`;
  const corrected = batch === undefined ? '' : `, corrected for ${batch.count} batches`;
  return (
    `a variational autoencoder over ${genes.length.toLocaleString('en')} genes with ${latent} latent dimensions and a ${NAMES[likelihood]} ` +
    `likelihood${corrected}, trained for ${history.length} epochs on these ${noun}s without their labels${loss}.`
  );
}
