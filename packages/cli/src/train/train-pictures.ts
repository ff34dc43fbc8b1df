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
import type { DataKind } from '../inputs/data-kind.js';
import { encodable } from '../inputs/encodable.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import { VAE_FOLDER, writeModelInputs } from '../models/model-inputs.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { dataSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { isOfBatchNorm } from './batch-norm-warning.js';
import { splitSamples } from './split-samples.js';
import type { TrainCommandOptions } from './train-options.js';
import { writeTrainingFigures } from './training-figures.js';
import { trainingSummary } from './training-summary.js';

/** At most this many pictures decide the statistics of BatchNorm after the training. */
const STATISTICS = 2000;

/** What a model of pictures has without options. */
const DEFAULTS = { size: 64, latent: 32, filters: [8, 16, 32], epochs: 20, batch: 32 } as const;

/** Trains a VAE of pictures and writes its folder: the model, the losses, and figures of both. */
export async function trainPictures(
  path: string,
  data: DataKind,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { out, seed } = options;
  const settings = { ...DEFAULTS, ...defined(options) };
  const { size, latent, filters } = settings;
  const channels = channelsOf(data, options);
  const factor = 2 ** filters.length;
  if (size % factor !== 0) {
    throw usageError(
      `--size must be a multiple of ${factor}, because each convolution halves the pictures; got "${size}"; use ${Math.max(1, Math.round(size / factor)) * factor}.`,
    );
  }
  enableProdMode();
  await setBackend('wasm');
  const shape = { inputShape: [size, size, channels], layout: 'channelsLast' } as const;
  const vae = imageVae({ size, channels, latentSize: latent, filters, seed });
  try {
    const inputs = await openInputs(path, shape, run, options);
    await claimFolder(out, {
      command: 'train',
      settings: settingsOf(inputs, channels, settings, options),
      seeds: [seed],
      hashes: await hashesOf(null, inputs.sources),
      versions: versionsOf(`TensorFlow.js ${version_core}, wasm`),
    });
    await writeModelInputs(out, { counts: options.counts });
    const history = await trainedOrLoaded(vae, inputs, { ...options, ...settings }, run);
    run.print(trainingSummary(out, inputs.ids.length, history));
    run.json({ folder: out, samples: inputs.ids.length, epochs: history });
  } finally {
    disposeVae(vae);
  }
}

type Settings = { readonly [name in keyof typeof DEFAULTS]: NonNullable<TrainCommandOptions[name]> };

/** The options that a call gives. */
const defined = ({ size, latent, filters, epochs, batch }: TrainCommandOptions): Partial<Settings> =>
  Object.fromEntries(
    Object.entries({ size, latent, filters, epochs, batch }).filter(([, value]) => value !== undefined),
  );

/** Genes are drawn with one channel, pictures with three. */
function channelsOf({ kind }: DataKind, { channels }: TrainCommandOptions): number {
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw usageError(`--channels must be 1 or 3; got "${channels}".`);
  }
  return channels ?? (['h5ad', '10x', 'Visium', 'ST'].includes(kind) ? 1 : 3);
}

function settingsOf(inputs: InputSet, channels: number, settings: Settings, options: TrainCommandOptions) {
  const { size, latent, filters, epochs, batch } = settings;
  const { learningRate, klWeight = null, validation, patience = null, seed } = options;
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
  options: TrainCommandOptions & Settings,
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
  const split = splitSamples(inputs.ids.length, options);
  const named = (rows: readonly number[]) => rows.map((row) => inputs.ids[row] ?? '');
  const [validation, training] = [named(split.validation), named(split.training)];
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
  await writeTrainingFigures(out, vae, await inputs.read([...validation, ...training].slice(0, 16)), history);
  await writeAtomically(record, `${JSON.stringify(history, null, 2)}\n`);
  return history;
}
