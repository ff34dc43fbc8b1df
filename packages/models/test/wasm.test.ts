import '@csm/wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeVae } from '../src/architectures/dispose-vae.js';
import { olfactoryBulbTraining, olfactoryBulbVae } from '../src/architectures/olfactory-bulb-vae.js';
import { recomputeBatchNorm } from '../src/training/batch-norm/recompute-batch-norm.js';
import { evaluateVae } from '../src/training/evaluate-vae.js';
import { trainVae } from '../src/training/train-vae.js';
import { memoryCheckpoint } from './memory-checkpoint.js';
import { squareStream, squares } from './squares.js';
import { tinyVae, weightsOf } from './tiny-vae.js';

beforeAll(() => setBackend('wasm'));

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

  it('a training run that was aborted and resumed has the same losses and weights, bit for bit', async () => {
    const run = { epochs: 3, seed: 2, learningRate: 3e-3 };
    const whole = tinyVae(1);
    const unbroken = await trainVae(whole, squareStream(20, 4), run);
    const checkpoints = memoryCheckpoint();
    const controller = new AbortController();
    const stopped = tinyVae(1);
    const stops = async function* (epoch: number) {
      let step = 0;
      for await (const batch of squareStream(20, 4)(epoch)) {
        if (epoch === 2 && ++step === 4) controller.abort();
        yield batch;
      }
    };
    const cut = trainVae(stopped, stops, { ...run, checkpoints, signal: controller.signal });
    await expect(cut).rejects.toThrow();
    const vae = tinyVae(6);
    const resumed = await trainVae(vae, squareStream(20, 4), { ...run, checkpoints });
    expect(resumed.map((h) => h.loss)).toEqual(unbroken.map((h) => h.loss));
    expect(weightsOf(vae)).toEqual(weightsOf(whole));
    for (const one of [whole, stopped, vae]) disposeVae(one);
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
