import '@csm/wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { recomputeBatchNorm } from './batch-norm-statistics.js';
import { evaluateVae } from './evaluate-vae.js';
import { olfactoryBulbTraining, olfactoryBulbVae } from './olfactory-bulb-vae.js';
import { squares, tinyVae } from './testing.js';
import { trainVae } from './train-vae.js';
import { disposeVae, type Vae } from './vae.js';

beforeAll(() => setBackend('wasm'));

const weightsOf = ({ encoder, decoder }: Vae) =>
  [...encoder.weights, ...decoder.weights].map((weight) => Array.from(weight.read().dataSync()));

describe('on wasm with @csm/wasm', () => {
  it('the same seed gives the same bytes', async () => {
    const images = squares(12);
    const run = async () => {
      const vae = tinyVae(1);
      await trainVae(vae, images, { epochs: 3, batchSize: 5, seed: 2 });
      const weights = weightsOf(vae);
      disposeVae(vae);
      return weights;
    };
    expect(await run()).toEqual(await run());
  });

  it('the olfactory-bulb VAE learns as the reference trains it, and leaves no tensors', async () => {
    const images = squares(64, { size: 32 });
    const before = memory().numTensors;
    const vae = olfactoryBulbVae();
    const made = memory().numTensors;
    const history = await trainVae(vae, images, { ...olfactoryBulbTraining, batchSize: 16, epochs: 8 });
    expect(memory().numTensors).toBe(made);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss - 0.1);
    const lagging = await evaluateVae(vae, images);
    await recomputeBatchNorm(vae, images, { sampling: olfactoryBulbTraining.sampling });
    expect((await evaluateVae(vae, images)).reconstruction).toBeLessThan(lagging.reconstruction);
    expect(memory().numTensors).toBe(made);
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
  });
});
