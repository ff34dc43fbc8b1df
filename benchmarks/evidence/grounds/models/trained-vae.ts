import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { disposeVae, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import { loadVae, saveVae } from '@csm/models/node';
import type { NdArray } from 'ndarray';
import { writeText } from '../../../../support/write-text.js';
import type { OpenOptions } from '../ground.js';

export interface VaeTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly beta: number;
}

/**
 * Loads the VAE that an earlier run trained in `folder` with the same settings; otherwise trains and saves one.
 * @param settings all that the model depends on; it must contain the version of the data.
 */
export async function trainedVae(
  folder: string,
  settings: VaeTraining & { readonly seed: number },
  untrained: () => Vae,
  data: () => NdArray<Float32Array>,
  { signal, log, onTraining }: Pick<OpenOptions, 'signal' | 'log' | 'onTraining'>,
): Promise<Vae> {
  // Written last: if the record exists, the model is complete.
  const record = `${folder}/training.json`;
  if (existsSync(record)) {
    const { settings: kept } = JSON.parse(await readFile(record, 'utf8'));
    if (JSON.stringify(kept) === JSON.stringify(settings)) return loadVae(`${folder}/model`);
  }
  const vae = untrained();
  try {
    const started = performance.now();
    const { epochs, batchSize, learningRate, beta, seed } = settings;
    const rows = data();
    const options = { epochs, batchSize, learningRate, beta, seed, signal, onProgress: onTraining };
    const history = await trainVae(vae, rows, options);
    await recomputeBatchNorm(vae, rows, { seed, signal });
    await saveVae(vae, `${folder}/model`);
    await writeText(record, `${JSON.stringify({ settings, history }, null, 1)}\n`);
    log(`${folder}: trained in ${Math.round((performance.now() - started) / 1000)} s`);
    return vae;
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}
