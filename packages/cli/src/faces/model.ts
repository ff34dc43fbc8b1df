import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeAtomically } from '@csm/base/node';
import { shuffled } from '@csm/datasets';
import {
  celebaVae,
  describeKerasWeights,
  disposeVae,
  type EpochResult,
  imageVae,
  recomputeBatchNorm,
  trainVae,
  type Vae,
} from '@csm/models';
import { fileCheckpoint, loadKerasWeightsFromDisk, loadVae, saveVae } from '@csm/models/node';
import type { ImageStream } from '@csm/models/training';
import { isOfBatchNorm } from '../train/batch-norm-warning.js';
import type { Faces } from './data/faces.js';
import { someImages } from './data/some-images.js';
import type { Run } from './run.js';
import type { Settings } from './settings/settings.js';

export interface TrainedModel {
  readonly vae: Vae;
  /** Empty if weights were loaded. */
  readonly history: readonly EpochResult[];
}

/** Loads the model that an earlier run left in `out/model`; otherwise loads Keras weights or trains a model, and saves it there. */
export async function trainOrLoad(faces: Faces, run: Run, weights?: string): Promise<TrainedModel> {
  const folder = `${run.out}/model`;
  // Written last, next to the model's folder: if the record exists, the model is complete.
  const record = `${run.out}/training.json`;
  if (existsSync(record)) {
    run.log(`Model: loaded from ${folder}`);
    return { vae: await loadVae(folder), history: JSON.parse(await readFile(record, 'utf8')) };
  }
  const vae = untrained(run.settings);
  try {
    const history = weights ? await loadWeights(vae, weights, run) : await train(vae, faces, run);
    await saveVae(vae, folder);
    await writeAtomically(record, `${JSON.stringify(history, null, 2)}\n`);
    return { vae, history };
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}

function untrained({ model, size, seed }: Settings): Vae {
  return model === 'celeba' ? celebaVae({ seed }) : imageVae({ ...model, size, seed });
}

/** The names in the authors' `checkpoint_celeba.hdf5`; without them, two layers of equal shapes could be exchanged. */
const PUBLISHED_NAMES = { 'encoder/z_mean': 'dense_2', 'encoder/z_log_var': 'dense_3' };

async function loadWeights(vae: Vae, weights: string, { log }: Run): Promise<EpochResult[]> {
  log(describeKerasWeights(await loadKerasWeightsFromDisk(vae, weights, { names: PUBLISHED_NAMES })));
  return [];
}

async function train(vae: Vae, faces: Faces, run: Run): Promise<EpochResult[]> {
  const { out, settings, signal, log, onTraining, onWarning: warn = console.warn } = run;
  const { batchSize, patience, ...training } = settings.training;
  const { seed, keep = 'best', batchNorm = 'recomputed' } = settings;
  const keepsBest = keep === 'best' && faces.validation.length > 0;
  log(`Model: training on ${faces.train.length} pictures, up to ${training.epochs} epochs …`);
  const stream = (order: (epoch: number) => readonly string[]): ImageStream =>
    async function* (epoch) {
      const batches = faces.dataset.batches({ ids: order(epoch), batchSize, signal });
      for await (const { images } of batches) yield images;
    };
  const history = await trainVae(
    vae,
    // A different order in each epoch, and the same order again if a killed training continues.
    stream((epoch) => shuffled(faces.train, 10_000 * seed + epoch)),
    {
      ...training,
      ...(keepsBest && { patience }),
      seed,
      ...(faces.validation.length > 0 && { validation: stream(() => faces.validation) }),
      checkpoints: fileCheckpoint(`${out}/checkpoint`),
      signal,
      onProgress: onTraining,
      onWarning: (text) => (batchNorm === 'recomputed' && isOfBatchNorm(text)) || warn(text),
    },
  );
  if (batchNorm === 'moving') return history;
  const images = await someImages(faces.dataset, faces.train, settings.analysis.meanImages, signal);
  const { sampling } = training;
  await recomputeBatchNorm(vae, images, { ...(sampling && { sampling }), seed, signal, onWarning: warn });
  return history;
}
