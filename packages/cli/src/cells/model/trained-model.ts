import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { layersEncoder } from '@csm/core';
import { type BatchNumbers, geneTotals } from '@csm/datasets';
import { disposeVae, type EpochResult, geneTraining, geneVae, type Vae } from '@csm/models';
import { loadVae, saveVae } from '@csm/models/node';
import { inEngine } from '../../models/engine.js';
import { VAE_FOLDER, writeModelInputs } from '../../models/model-inputs.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { cellSamples } from '../../train/cell-samples.js';
import { epochsFor } from '../../train/epochs-for.js';
import { patienceFor } from '../../train/patience-for.js';
import { splitSamples } from '../../train/split-samples.js';
import { trainGeneVae } from '../../train/train-gene-vae.js';
import type { CellsOptions, LikelihoodName } from '../cells-options.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from './cell-model.js';

/** What a training is made from. */
export interface TrainedModelInput {
  readonly data: CellsData;
  /** The genes of the model. */
  readonly genes: readonly string[];
  /** The batch of each cell, if batches are corrected for. */
  readonly batch?: BatchNumbers | undefined;
  readonly seed: number;
  readonly options: Pick<CellsOptions, 'latent' | 'likelihood' | 'epochs' | 'engine' | 'out'>;
}

/** More epochs than those of `csm train`: cells that are not trained on end the training earlier, before the others are learned by heart. */
const EPOCHS = { steps: 4000, most: geneTraining.epochs } as const;

/** The share of cells that decide when to stop, at most this many. */
const VALIDATION = { validation: 0.1, most: 2000 } as const;

/** The name of the folder of a model in that of a run. */
export const modelFolder = (seed: number): string => `models/seed-${seed}`;

/** Trains a VAE over genes, or loads what an earlier run left. The record of the losses is written last. */
export async function trainedModel(input: TrainedModelInput, run: CommandRun): Promise<CellModel> {
  const { data, genes, batch, seed, options } = input;
  const { likelihood = 'negativeBinomial', latent = 10, out } = options;
  const folder = join(out, modelFolder(seed));
  const record = join(folder, 'training.json');
  const vae = existsSync(record)
    ? await loadVae(join(folder, VAE_FOLDER), { onWarning: run.warn })
    : undefined;
  const isOfCounts = likelihood !== 'gaussian';
  const trained =
    vae ??
    geneVae({
      ...{ genes: genes.length, latentSize: latent, likelihood, batches: batch?.names.length, seed },
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
  run: CommandRun,
): Promise<readonly EpochResult[]> {
  const { batchSize, learningRate } = geneTraining;
  const count = cells.spots.names.length;
  const counts = options.likelihood === 'gaussian' ? 'log1p-cp10k' : 'raw';
  const { epochs = epochsFor(count, EPOCHS) } = options;
  run.log(`Training with seed ${seed}: ${epochs} epochs at most.`);
  const { training, validation } = splitSamples(count, { ...VALIDATION, seed });
  const rows = [...training].sort((a, b) => a - b);
  const history = await trainGeneVae(
    vae,
    cellSamples(cells, { genes, counts, batch, signal: run.signal }),
    { training: rows, validation },
    { epochs, batchSize, learningRate, patience: patienceFor(rows.length, batchSize), seed },
    folder,
    run,
  );
  await saveVae(vae, join(folder, VAE_FOLDER));
  await writeModelInputs(folder, { features: genes, counts });
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
  const corrected = batch === undefined ? '' : `, corrected for ${batch.names.length} batches`;
  return (
    `a variational autoencoder over ${genes.length.toLocaleString('en')} genes with ${latent} latent dimensions and a ${NAMES[likelihood]} ` +
    `likelihood${corrected}, trained for ${history.length} epochs on these ${noun}s without their labels${loss}.`
  );
}
