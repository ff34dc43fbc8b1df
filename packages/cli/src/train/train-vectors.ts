import '@csm/wasm';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contiguous } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { shuffled } from '@csm/datasets';
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
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { DataKind } from '../inputs/data-kind.js';
import { VAE_FOLDER, writeModelInputs } from '../models/model-inputs.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { dataSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { isOfBatchNorm } from './batch-norm-warning.js';
import { epochsFor } from './epochs-for.js';
import { openVectors } from './open-vectors.js';
import { patienceFor } from './patience-for.js';
import { splitSamples } from './split-samples.js';
import type { TrainCommandOptions } from './train-options.js';
import { trainingSummary } from './training-summary.js';
import { writeVectorFigures } from './vector-figures.js';
import type { VectorSamples } from './vector-samples.js';

/** At most this many samples decide the statistics of BatchNorm after the training. */
const STATISTICS = 2000;

/** Samples that are read at once for the means of the features. */
const CHUNK = 256;

/** A column of a table whose standard deviation is outside of this range is not standardised. */
const USUAL_SPREAD = [0.05, 20] as const;

/** Trains a VAE of vectors: of the counts of cells, or of rows of numbers. */
export async function trainVectors(
  path: string,
  data: DataKind,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { out, seed } = options;
  enableProdMode();
  await setBackend('wasm');
  const samples = await openVectors(path, data, options, run);
  const settings = settingsOf(samples, options);
  await claimFolder(out, {
    command: 'train',
    settings,
    seeds: [seed],
    hashes: await hashesOf(null, samples.sources),
    versions: versionsOf(`TensorFlow.js ${version_core}, wasm`),
  });
  await writeModelInputs(out, samples);
  const history = await trainedOrLoaded(path, samples, settings, options, run);
  run.print(trainingSummary(out, samples.ids.length, history));
  run.json({
    ...{ folder: out, samples: samples.ids.length, features: samples.size, likelihood: settings.likelihood },
    epochs: history,
  });
}

/** What decides the model, with all defaults. */
function settingsOf(samples: VectorSamples, options: TrainCommandOptions) {
  const { counts } = samples;
  const { likelihood = counts === undefined ? 'gaussian' : 'negativeBinomial', latent = 10 } = options;
  const { hidden = [128], hvg = null, batchColumn = null, batch = geneTraining.batchSize } = options;
  const { learningRate, klWeight = null, validation, seed } = options;
  const { epochs = epochsFor(samples.ids.length) } = options;
  const { patience = validation > 0 ? patienceFor(samples.ids.length, batch) : null } = options;
  return {
    ...dataSettings(samples, { ...options, counts }),
    ...{ samples: samples.ids.length, features: samples.size, likelihood, latent, hidden, hvg, batchColumn },
    ...{ epochs, batch, learningRate, klWeight, validation, patience, seed },
  };
}

async function trainedOrLoaded(
  path: string,
  samples: VectorSamples,
  settings: ReturnType<typeof settingsOf>,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<readonly EpochResult[]> {
  const { out } = options;
  const record = join(out, 'training.json');
  const folder = join(out, VAE_FOLDER);
  if (existsSync(record) && existsSync(folder)) {
    run.log(`${out}: the training is finished.`);
    disposeVae(await loadVae(folder, { onWarning: run.warn }));
    return JSON.parse(await readFile(record, 'utf8'));
  }
  const { training, validation } = splitSamples(samples.ids.length, options);
  run.log(
    `${training.length} samples of ${samples.size} features for training, ${validation.length} for validation.`,
  );
  const means = await meansOf(samples, training, run);
  if (samples.counts === undefined) warnOfSpread(path, samples, means.deviations, run);
  const { likelihood, latent, hidden, seed } = settings;
  const vae = geneVae({
    ...{ genes: samples.size, latentSize: latent, hidden, likelihood, seed },
    ...(samples.batch && { batches: samples.batch.names.length }),
    geneMeans: means.means,
  });
  try {
    const history = await train(vae, samples, { training, validation }, settings, out, run);
    const shown = [...validation, ...training].slice(0, 16);
    await saveVae(vae, folder);
    await writeVectorFigures(out, vae, samples, shown, history);
    await writeAtomically(record, `${JSON.stringify(history, null, 2)}\n`);
    return history;
  } finally {
    disposeVae(vae);
  }
}

async function train(
  vae: Vae,
  samples: VectorSamples,
  { training, validation }: ReturnType<typeof splitSamples>,
  settings: ReturnType<typeof settingsOf>,
  out: string,
  { signal, warn, stderr }: CommandRun,
): Promise<readonly EpochResult[]> {
  const { epochs, learningRate, klWeight, patience, batch: batchSize, seed } = settings;
  const batchOf = (rows: readonly number[]) => rows.map((row) => samples.batch?.numbers[row] ?? 0);
  const stream = (rowsOf: (epoch: number) => readonly number[]): ImageStream =>
    async function* (epoch) {
      const rows = rowsOf(epoch);
      for (let start = 0; start < rows.length; start += batchSize) {
        signal.throwIfAborted();
        const some = rows.slice(start, start + batchSize);
        yield { inputs: await samples.read(some), ...(samples.batch && { batch: batchOf(some) }) };
      }
    };
  const history = await trainVae(
    vae,
    stream((epoch) => epochOrder(training, { seed, epoch })),
    {
      ...{ epochs, learningRate, seed, signal },
      ...(klWeight !== null && { klWeight }),
      ...(validation.length > 0 && { validation: stream(() => validation) }),
      ...(validation.length > 0 && patience !== null && { patience }),
      stepsPerEpoch: Math.ceil(training.length / batchSize),
      checkpoints: fileCheckpoint(join(out, 'checkpoint')),
      onWarning: (text) => isOfBatchNorm(text) || warn(text),
      onProgress: terminalProgress(stderr && { stream: stderr }),
    },
  );
  const some = shuffled(training, seed).slice(0, STATISTICS);
  await recomputeBatchNorm(vae, await samples.read(some), {
    ...{ seed, signal, onWarning: warn },
    ...(samples.batch && { batch: batchOf(some) }),
  });
  return history;
}

/** The mean and standard deviation of each feature over samples. */
async function meansOf(
  samples: VectorSamples,
  rows: readonly number[],
  { signal }: CommandRun,
): Promise<{ readonly means: Float64Array; readonly deviations: Float64Array }> {
  const means = new Float64Array(samples.size);
  const squares = new Float64Array(samples.size);
  let count = 0;
  for (let start = 0; start < rows.length; start += CHUNK) {
    signal.throwIfAborted();
    const values = contiguous(await samples.read(rows.slice(start, start + CHUNK)));
    for (let at = 0; at < values.length; at += samples.size) {
      count++;
      // Welford's update: the squares of large numbers would lose their difference.
      for (let k = 0; k < samples.size; k++) {
        const value = values[at + k] ?? 0;
        const change = value - (means[k] ?? 0);
        means[k] = (means[k] ?? 0) + change / count;
        squares[k] = (squares[k] ?? 0) + change * (value - (means[k] ?? 0));
      }
    }
  }
  return { means, deviations: squares.map((sum) => Math.sqrt(sum / count)) };
}

function warnOfSpread(path: string, samples: VectorSamples, deviations: Float64Array, run: CommandRun): void {
  const [least, most] = USUAL_SPREAD;
  const at = deviations.findIndex((each) => each > most || (each > 0 && each < least));
  if (at < 0) return;
  const name = samples.features?.[at] ?? String(at);
  run.warn(
    `${path}: the standard deviation of column "${name}" is ${Number((deviations[at] ?? 0).toPrecision(2))}; columns of very different spread are learned unequally; standardise them first, (x - mean) / standard deviation.`,
  );
}
