import '@csm/wasm';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { shuffled } from '@csm/datasets';
import { disposeVae, type EpochResult, imageVae, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import { fileCheckpoint, loadVae, saveVae, terminalProgress } from '@csm/models/node';
import type { ImageStream } from '@csm/models/training';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import { dataKind } from '../inputs/data-kind.js';
import type { DataOptions } from '../inputs/data-options.js';
import { encodable } from '../inputs/encodable.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { dataSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { isOfBatchNorm } from './batch-norm-warning.js';
import { writeTrainingFigures } from './training-figures.js';

/** The options of `csm train`. */
export interface TrainCommandOptions extends DataOptions {
  readonly out: string;
  readonly size: number;
  readonly channels?: number | undefined;
  readonly latent: number;
  readonly filters?: readonly number[] | undefined;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly klWeight?: number | undefined;
  readonly validation: number;
  readonly patience?: number | undefined;
  readonly seed: number;
}

/** The folder of the VAE in the folder of a training. */
export const VAE_FOLDER = 'vae';

/** At most this many pictures decide the statistics of BatchNorm after the training. */
const STATISTICS = 2000;

/** Trains a VAE of pictures and writes its folder: the model, the losses, and figures of both. */
export async function trainModel(path: string, options: TrainCommandOptions, run: CommandRun): Promise<void> {
  const { out, size, seed, latent } = options;
  const factor = 2 ** (options.filters?.length ?? 3);
  if (size % factor !== 0) {
    throw usageError(
      `--size must be a multiple of ${factor}, because each convolution halves the pictures; got "${size}"; use ${Math.max(1, Math.round(size / factor)) * factor}.`,
    );
  }
  enableProdMode();
  await setBackend('wasm');
  const channels = await channelsOf(path, options);
  const shape = { inputShape: [size, size, channels], layout: 'channelsLast' } as const;
  const vae = imageVae({ size, channels, latentSize: latent, filters: options.filters, seed });
  try {
    const inputs = await openInputs(path, shape, run, options);
    await claimFolder(out, {
      command: 'train',
      settings: settingsOf(inputs, channels, options),
      seeds: [seed],
      hashes: await hashesOf(null, inputs.sources),
      versions: versionsOf(`TensorFlow.js ${version_core}, wasm`),
    });
    const history = await trainedOrLoaded(vae, inputs, options, run);
    run.print(summary(out, inputs, history));
    run.json({ folder: out, samples: inputs.ids.length, epochs: history });
  } finally {
    disposeVae(vae);
  }
}

/** Genes are drawn with one channel, pictures with three. @throws for data that are not pictures. */
async function channelsOf(path: string, { channels }: TrainCommandOptions): Promise<number> {
  const { kind } = await dataKind(path);
  if (kind === 'table') {
    throw usageError(
      'csm train makes models of pictures; train a model of a table in Python and export its encoder as ONNX.',
    );
  }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw usageError(`--channels must be 1 or 3; got "${channels}".`);
  }
  return channels ?? (['h5ad', 'Visium', 'ST'].includes(kind) ? 1 : 3);
}

function settingsOf(inputs: InputSet, channels: number, options: TrainCommandOptions) {
  const { size, latent, filters = [8, 16, 32], epochs, batch, learningRate, klWeight = null } = options;
  const { validation, patience = null, seed } = options;
  return {
    ...dataSettings(inputs, options),
    samples: inputs.ids.length,
    ...{ size, channels, latent, filters, epochs, batch, learningRate, klWeight, validation, patience, seed },
  };
}

/** Trains the VAE, or loads what an earlier run left. The record of the losses is written last. */
async function trainedOrLoaded(
  vae: Vae,
  inputs: InputSet,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<readonly EpochResult[]> {
  const { out, seed } = options;
  const record = join(out, 'training.json');
  const folder = join(out, VAE_FOLDER);
  if (existsSync(record) && existsSync(folder)) {
    run.log(`${out}: the training is finished.`);
    disposeVae(await loadVae(folder, { onWarning: run.warn }));
    return JSON.parse(await readFile(record, 'utf8'));
  }
  const order = shuffled(inputs.ids, seed);
  const held = Math.floor(order.length * options.validation);
  const [validation, training] = [order.slice(0, held), order.slice(held)];
  if (training.length === 0) {
    throw usageError(
      `--validation ${options.validation} leaves no samples for the training; use a smaller share.`,
    );
  }
  run.log(`${training.length} samples for training, ${validation.length} for validation.`);
  const { batches } = encodable(inputs, options.batch);
  const { signal } = run;
  const stream = (idsOf: (epoch: number) => readonly string[]): ImageStream =>
    async function* (epoch) {
      for await (const { images } of batches({ ids: idsOf(epoch), signal })) yield images;
    };
  const history = await trainVae(
    vae,
    // A different order in each epoch, and the same order again if a stopped training continues.
    stream((epoch) => shuffled(training, (10_000 * seed + epoch) % 2 ** 32)),
    {
      epochs: options.epochs,
      learningRate: options.learningRate,
      ...(options.klWeight !== undefined && { klWeight: options.klWeight }),
      ...(validation.length > 0 && { validation: stream(() => validation) }),
      ...(validation.length > 0 && { patience: options.patience }),
      stepsPerEpoch: Math.ceil(training.length / options.batch),
      seed,
      checkpoints: fileCheckpoint(join(out, 'checkpoint')),
      signal,
      // The moving averages of BatchNorm are replaced below.
      onWarning: (text) => isOfBatchNorm(text) || run.warn(text),
      onProgress: terminalProgress(run.stderr && { stream: run.stderr }),
    },
  );
  const some = await inputs.read(training.slice(0, STATISTICS));
  await recomputeBatchNorm(vae, some, { seed, signal, onWarning: run.warn });
  await saveVae(vae, folder);
  await writeTrainingFigures(out, vae, await inputs.read(order.slice(0, 16)), history);
  await writeAtomically(record, `${JSON.stringify(history, null, 2)}\n`);
  return history;
}

function summary(out: string, inputs: InputSet, history: readonly EpochResult[]): string {
  const last = history.at(-1);
  const loss = last === undefined ? '' : `, loss ${last.loss.toFixed(4)} after ${history.length} epochs`;
  return `${out}: a VAE of ${inputs.ids.length} samples${loss}; pass this folder as the model of the other commands.`;
}
