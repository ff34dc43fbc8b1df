import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  disposeVae,
  type EpochResult,
  evaluateVae,
  olfactoryBulbTraining,
  olfactoryBulbVae,
  recomputeBatchNorm,
  type TrainingProgress,
  trainVae,
  type Vae,
} from '@csm/models';
import { fileCheckpoint, loadVae, saveVae } from '@csm/models/node';
import type { NdArray } from 'ndarray';
import { writeText } from '../write-text.js';

/** Options of {@link trainedVae}. */
export interface TrainedVaeOptions {
  /** The folder of checkpoint, model and losses. An existing model is not trained again. */
  readonly folder: string;
  readonly seed: number;
  readonly epochs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

export interface TrainedVae {
  readonly vae: Vae;
  readonly history: readonly EpochResult[];
  /** Mean binary cross-entropy of the pictures, with BatchNorm statistics of all data. */
  readonly reconstruction: number;
}

/** The content of `training.json`, which is written last: if it exists, the model is complete. */
type Record = Omit<TrainedVae, 'vae'> & { readonly seed: number; readonly epochs: number };

/**
 * Trains the reference's VAE on one picture per gene, or loads the model that an earlier call left in the folder. A stopped
 * training continues from its last epoch.
 * @throws if the folder contains a model with another seed or number of epochs.
 */
export async function trainedVae(
  images: NdArray<Float32Array>,
  { folder, seed, epochs = olfactoryBulbTraining.epochs, signal, onProgress }: TrainedVaeOptions,
): Promise<TrainedVae> {
  const file = `${folder}/training.json`;
  if (existsSync(file)) {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Record;
    if (kept.seed !== seed || kept.epochs !== epochs) {
      throw new Error(
        `trainedVae: ${folder} holds a model of seed ${kept.seed} and ${kept.epochs} epochs; asked for seed ${seed} and ` +
          `${epochs} epochs. Choose another folder, or remove that one.`,
      );
    }
    return { ...kept, vae: await loadVae(`${folder}/model`) };
  }
  const vae = olfactoryBulbVae({ seed });
  try {
    const history = await trainVae(vae, images, {
      ...olfactoryBulbTraining,
      epochs,
      seed,
      checkpoints: fileCheckpoint(`${folder}/checkpoint`),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    // The moving averages (momentum 0.99) lag behind the data. This function replaces them, with latents sampled as
    // in training.
    const { sampling } = olfactoryBulbTraining;
    await recomputeBatchNorm(vae, images, { sampling, seed, ...(signal && { signal }) });
    const losses = await evaluateVae(vae, images, { batchSize: 256, ...(signal && { signal }) });
    await saveVae(vae, `${folder}/model`);
    const record: Record = { seed, epochs, history, reconstruction: losses.reconstruction };
    await writeText(file, `${JSON.stringify(record, null, 2)}\n`);
    return { vae, history, reconstruction: losses.reconstruction };
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}
