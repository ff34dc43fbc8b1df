import '@csm/wasm';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { disposeVae, type EpochResult, geneTraining, geneVae } from '@csm/models';
import { loadVae, saveVae } from '@csm/models/node';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { DataKind } from '../inputs/data-kind.js';
import { VAE_FOLDER, writeModelInputs } from '../models/model-inputs.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { dataSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { epochsFor } from './epochs-for.js';
import { featureMoments } from './feature-moments.js';
import { openVectors } from './open-vectors.js';
import { patienceFor } from './patience-for.js';
import { splitSamples } from './split-samples.js';
import { trainGeneVae } from './train-gene-vae.js';
import type { TrainCommandOptions } from './train-options.js';
import { trainingSummary } from './training-summary.js';
import { writeVectorFigures } from './vector-figures.js';
import type { VectorSamples } from './vector-samples.js';

/** With more epochs, a few hundred cells are learned by heart. */
const EPOCHS = { steps: 2000, most: 100 } as const;

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
  const { epochs = epochsFor(samples.ids.length, EPOCHS) } = options;
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
  const split = splitSamples(samples.ids.length, options);
  const { training, validation } = split;
  run.log(
    `${training.length} samples of ${samples.size} features for training, ${validation.length} for validation.`,
  );
  const { means, deviations } = await featureMoments(samples, training);
  if (samples.counts === undefined) warnOfSpread(path, samples, deviations, run);
  const { likelihood, latent, hidden, seed } = settings;
  const { epochs, batch, learningRate, klWeight, patience } = settings;
  const vae = geneVae({
    ...{ genes: samples.size, latentSize: latent, hidden, likelihood, seed },
    ...(samples.batch && { batches: samples.batch.names.length }),
    geneMeans: means,
  });
  try {
    const history = await trainGeneVae(
      vae,
      samples,
      split,
      {
        ...{ epochs, learningRate, seed, batchSize: batch },
        ...{ klWeight: klWeight ?? undefined, patience: patience ?? undefined },
      },
      out,
      run,
    );
    const shown = [...validation, ...training].slice(0, 16);
    await saveVae(vae, folder);
    await writeVectorFigures(out, vae, samples, shown, history);
    await writeAtomically(record, `${JSON.stringify(history, null, 2)}\n`);
    return history;
  } finally {
    disposeVae(vae);
  }
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
