import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EpochResult, imageVae, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import { loadVae, saveVae, terminalProgress } from '@csm/models/node';
import type { NdArray } from 'ndarray';
import { writeText } from '../write-text.js';
import type { Settings } from './settings.js';

export interface TrainedModel {
  readonly vae: Vae;
  readonly history: readonly EpochResult[];
}

/** Loads the model that an earlier run trained with the same settings; otherwise trains and saves one. */
export async function trainOrLoad(
  folder: string,
  images: NdArray<Float32Array>,
  settings: Settings,
  signal: AbortSignal,
): Promise<TrainedModel> {
  const modelFolder = join(folder, 'model');
  // Written last, next to the model's folder: if the record exists, the model is complete.
  const recordFile = join(folder, 'model.json');
  if (existsSync(recordFile)) {
    const record = JSON.parse(await readFile(recordFile, 'utf8'));
    if (JSON.stringify(record.settings) === JSON.stringify(settings)) {
      console.log(
        `Model: loaded from ${modelFolder}, trained by an earlier run (--retrain trains it again).`,
      );
      return { vae: await loadVae(modelFolder), history: record.history };
    }
  }
  const { size, latentSize, filters, kernelSize, dense, seed } = settings;
  const vae = imageVae({ size, latentSize, filters, kernelSize, dense, seed });
  console.log(`Model: training a VAE on ${images.shape[0]} synthetic faces, ${settings.epochs} epochs …`);
  const { epochs, batchSize, learningRate, klWeight } = settings;
  const options = { epochs, batchSize, learningRate, klWeight, seed, signal };
  const history = await trainVae(vae, images, { ...options, onProgress: terminalProgress() });
  await recomputeBatchNorm(vae, images, { signal });
  await saveVae(vae, modelFolder);
  await writeText(recordFile, `${JSON.stringify({ settings, history }, null, 2)}\n`);
  return { vae, history };
}
