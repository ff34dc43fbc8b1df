import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { invalidArgument } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import {
  describeKerasWeights,
  disposeVae,
  type EpochResult,
  evaluateVae,
  imageVae,
  olfactoryBulbTraining,
  olfactoryBulbVae,
  recomputeBatchNorm,
  type TrainingProgress,
  trainVae,
  type Vae,
} from '@csm/models';
import { fileCheckpoint, loadKerasWeightsFromDisk, loadVae, saveVae } from '@csm/models/node';
import type { NdArray } from 'ndarray';
import { inFlags } from '../terminal/in-flags.js';
import { isOfBatchNorm } from '../train/batch-norm-warning.js';

/** Options of {@link trainedVae}. */
export interface TrainedVaeOptions {
  /** The folder of checkpoint, model and losses. An existing model is not trained again. */
  readonly folder: string;
  readonly seed: number;
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly learningRate?: number | undefined;
  /** `'recomputed'` replaces BatchNorm's moving averages by statistics of all data, after a training. Default `'recomputed'`. */
  readonly batchNorm?: 'recomputed' | 'moving averages' | undefined;
  /**
   * A file of weights that Keras saved, such as the authors' `vae_rep1.hdf5`, or a folder that `saveVae` wrote, instead of a
   * training. The weights are used as they are.
   */
  readonly weights?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

export interface TrainedVae {
  readonly vae: Vae;
  /** Empty if weights were loaded. */
  readonly history: readonly EpochResult[];
  /** Mean binary cross-entropy of the pictures, with BatchNorm as at inference. */
  readonly reconstruction: number;
}

/** What identifies a model, and is compared before an existing one is used. */
interface Source {
  readonly seed: number;
  readonly epochs: number;
  readonly batchNorm?: string | undefined;
  readonly weights?: string | undefined;
}

/** The content of `training.json`, which is written last: if it exists, the model is complete. */
type Record = Omit<TrainedVae, 'vae'> & Source;

/**
 * Trains the reference's VAE on one picture per gene (for pictures of another size than 32 × 32: one of its kind), or loads weights, or the model that an earlier call left in the folder. A
 * stopped training continues from its last epoch.
 * @throws if the folder contains a model with another seed, number of epochs, BatchNorm or weights.
 */
export async function trainedVae(
  images: NdArray<Float32Array>,
  options: TrainedVaeOptions,
): Promise<TrainedVae> {
  const { folder, seed, signal, weights } = options;
  const { epochs = olfactoryBulbTraining.epochs, batchNorm = 'recomputed', log = () => {} } = options;
  const source: Source = { seed, epochs, batchNorm, weights };
  const file = `${folder}/training.json`;
  if (existsSync(file)) {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Record;
    checkSource(folder, kept, source);
    return {
      history: kept.history,
      reconstruction: kept.reconstruction,
      vae: await loadVae(`${folder}/model`, { sampling: olfactoryBulbTraining.sampling }),
    };
  }
  const vae = weights === undefined ? untrained(images, seed) : await vaeOfWeights(weights, log);
  try {
    const history = weights === undefined ? await train(vae, images, { ...options, epochs, batchNorm }) : [];
    const { reconstruction } = await evaluateVae(vae, images, { batchSize: 256, signal });
    await saveVae(vae, `${folder}/model`);
    const record: Record = { ...source, history, reconstruction };
    await writeAtomically(file, `${JSON.stringify(record, null, 2)}\n`);
    return { vae, history, reconstruction };
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}

/** Larger pictures get half the filters: most of the arithmetic is in the first and last layers. */
function untrained(images: NdArray<Float32Array>, seed: number): Vae {
  const [, size = 0] = images.shape;
  if (size === 32) return olfactoryBulbVae({ seed });
  return imageVae({
    size,
    channels: 1,
    latentSize: 20,
    filters: [8, 16, 32],
    kernelSize: 4,
    dense: [128],
    seed,
  });
}

async function train(
  vae: Vae,
  images: NdArray<Float32Array>,
  {
    folder,
    seed,
    signal,
    log = () => {},
    onProgress,
    ...options
  }: TrainedVaeOptions & { readonly epochs: number },
): Promise<EpochResult[]> {
  const { epochs, batchNorm, batchSize, learningRate } = options;
  const warn = (text: string) => log(`warning: ${inFlags(text)}`);
  const history = await trainVae(vae, images, {
    ...olfactoryBulbTraining,
    epochs,
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    seed,
    checkpoints: fileCheckpoint(`${folder}/checkpoint`),
    signal,
    onProgress,
    onWarning: (text) => (batchNorm === 'recomputed' && isOfBatchNorm(text)) || warn(text),
  });
  if (batchNorm === 'recomputed') {
    // The moving averages (momentum 0.99) lag behind the data. This function replaces them, with latents sampled as
    // in training.
    await recomputeBatchNorm(vae, images, { seed, signal, onWarning: warn });
  }
  return history;
}

function checkSource(folder: string, kept: Record, asked: Source): void {
  // Records of earlier versions do not name BatchNorm, which they recomputed.
  const words = ({ seed, epochs, batchNorm = 'recomputed', weights }: Source) =>
    weights === undefined
      ? `seed ${seed}, ${epochs} epochs and BatchNorm statistics "${batchNorm}"`
      : `the weights in ${weights}`;
  const [there, mine] = [words(kept), words(asked)];
  if (there === mine) return;
  throw invalidArgument(
    `tissue: expected a new folder or the same model; ${folder} holds a model of ${there}, not of ${mine}; choose another --out, or delete it.`,
  );
}

/**
 * The layers of the published weights, which Keras numbered: without these names, two layers of equal shapes could be
 * exchanged.
 */
const PUBLISHED_NAMES = { 'encoder/z_mean': 'dense_3', 'encoder/z_log_var': 'dense_4' };

async function vaeOfWeights(weights: string, log: (line: string) => void): Promise<Vae> {
  if ((await stat(weights)).isDirectory()) {
    const vae = await loadVae(weights);
    log(`Model: loaded from ${weights}`);
    return vae;
  }
  const vae = olfactoryBulbVae();
  try {
    const report = await loadKerasWeightsFromDisk(vae, weights).catch((error: Error) => {
      if (!error.message.includes('names')) throw error;
      return loadKerasWeightsFromDisk(vae, weights, { names: PUBLISHED_NAMES });
    });
    log(describeKerasWeights(report));
    return vae;
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}
