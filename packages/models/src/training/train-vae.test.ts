import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ownVaes } from '../../test/own-vaes.js';
import { squares } from '../../test/squares.js';
import { tinyVae, weightsOf } from '../../test/tiny-vae.js';
import { recomputeBatchNorm } from './batch-norm/recompute-batch-norm.js';
import { evaluateVae } from './evaluate-vae.js';
import { trainVae } from './train-vae.js';
import type { TrainingProgress } from './training-progress.js';

beforeAll(() => setBackend('cpu'));

const own = ownVaes();

describe('trainVae', () => {
  it('overfits a few images', async () => {
    const vae = own(tinyVae());
    const images = squares(6);
    const history = await trainVae(vae, images, { epochs: 60, batchSize: 6, learningRate: 1e-2 });
    expect(history.map((h) => h.epoch)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    const first = history[0]!;
    const last = history.at(-1)!;
    // The entropy of pixels of 0.1 and 0.9 is the least possible cross-entropy: 0.3251.
    expect(first.reconstruction).toBeGreaterThan(0.6);
    expect(last.reconstruction).toBeLessThan(0.42);
    expect(last.reconstruction).toBeGreaterThan(0.3251);
    // β = 1: 3 latents, 64 pixels.
    expect(last.loss).toBeCloseTo(last.reconstruction + (3 / 128) * last.kl, 10);
  });

  it('gives the same bytes for the same seed and different ones for another seed', async () => {
    const images = squares(10);
    const run = async (seed: number) => {
      const vae = own(tinyVae(1));
      const history = await trainVae(vae, images, { epochs: 2, batchSize: 4, seed });
      return { weights: weightsOf(vae), losses: history.map((h) => h.loss) };
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect((await run(4)).weights).not.toEqual(first.weights);
  });

  it('draws latents by the rule in sampling', async () => {
    const images = squares(8);
    const losses = async (sampling: 'standard' | 'reference') => {
      const vae = own(tinyVae(2));
      return (await trainVae(vae, images, { epochs: 1, batchSize: 8, sampling }))[0]!;
    };
    const standard = await losses('standard');
    const reference = await losses('reference');
    // Runs only one step, because before the first update the KL terms are equal and only the reconstructions differ.
    expect(reference.kl).toBe(standard.kl);
    expect(reference.reconstruction).not.toBe(standard.reconstruction);
  });

  it('gives the same losses for β and for the klWeight that it stands for', async () => {
    const images = squares(8);
    const losses = async (weighting: object) => {
      const vae = own(tinyVae(2));
      return (await trainVae(vae, images, { epochs: 2, batchSize: 4, ...weighting })).map((h) => h.loss);
    };
    const beta = await losses({ beta: 4 });
    // β · latents / (2 · pixels).
    expect(await losses({ klWeight: (4 * 3) / 128 })).toEqual(beta);
    expect(await losses({})).toEqual(await losses({ beta: 1 }));
    expect(await losses({})).not.toEqual(beta);
  });

  it('weights the KL term by klWeight', async () => {
    const images = squares(8);
    const kl = async (klWeight: number) => {
      const vae = own(tinyVae(2));
      const history = await trainVae(vae, images, { epochs: 15, batchSize: 4, klWeight, learningRate: 1e-2 });
      return history.at(-1)!.kl;
    };
    expect(await kl(1)).toBeLessThan(0.2 * (await kl(0)));
  });

  it('reads images through strides: a view gives the same weights as its copy', async () => {
    const images = squares(12);
    const view = images.step(2).lo(1);
    const copy = ndarray(new Float32Array(5 * 64), [5, 8, 8, 1]);
    for (let i = 0; i < copy.size; i++) {
      const [n, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
      copy.set(n, y, x, 0, view.get(n, y, x, 0));
    }
    const weights = async (of: typeof images) => {
      const vae = own(tinyVae());
      await trainVae(vae, of, { epochs: 1, batchSize: 2 });
      return weightsOf(vae);
    };
    expect(await weights(view)).toEqual(await weights(copy));
  });

  it('uploads one batch at a time', async () => {
    const vae = own(tinyVae());
    const images = squares(2000);
    const before = memory().numBytes;
    let most = 0;
    const controller = new AbortController();
    const onProgress = () => {
      most = Math.max(most, memory().numBytes - before);
      controller.abort();
    };
    const run = trainVae(vae, images, { epochs: 1, batchSize: 2, onProgress, signal: controller.signal });
    await expect(run).rejects.toThrow();
    expect(most).toBeGreaterThan(0);
    // All images together take 512 kB; between steps only Adam's two moments per weight remain allocated.
    expect(most).toBeLessThan(100_000);
  });

  it('reports progress: every epoch’s last step, means so far, time left', async () => {
    const vae = own(tinyVae());
    const seen: TrainingProgress[] = [];
    const options = { epochs: 2, batchSize: 4, onProgress: (p: TrainingProgress) => seen.push(p) };
    const history = await trainVae(vae, squares(10), options);
    expect(seen.every((p) => p.steps === 3 && p.total === 2 && p.samplesPerSecond > 0)).toBe(true);
    const ends = seen.filter((p) => p.step === p.steps);
    expect(ends.map((p) => p.epoch)).toEqual([1, 2]);
    expect(ends.map((p) => p.done)).toEqual([1, 2]);
    expect(seen.every((p) => p.done === p.epoch - 1 + p.step / 3)).toBe(true);
    expect(ends.map((p) => p.loss)).toEqual(history.map((h) => h.loss));
    expect(ends[0]!.secondsLeft).toBeGreaterThan(0);
    expect(ends[1]!.secondsLeft).toBe(0);
  });

  it('measures validation images after each epoch and does not train on them', async () => {
    const images = squares(8);
    const validation = squares(5, { seed: 9 });
    const vae = own(tinyVae());
    const history = await trainVae(vae, images, { epochs: 2, batchSize: 4, validation });
    const measured = await evaluateVae(vae, validation, { batchSize: 4 });
    expect(history[1]!.validation).toEqual(measured);
    const without = own(tinyVae());
    await trainVae(without, images, { epochs: 2, batchSize: 4 });
    expect(weightsOf(without)).toEqual(weightsOf(vae));
  });

  it('leaves no tensors', async () => {
    const vae = own(tinyVae());
    const images = squares(5);
    const before = memory();
    const options = { epochs: 2, batchSize: 2, validation: images, onProgress: () => {} };
    await trainVae(vae, images, options);
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numBytes).toBe(before.numBytes);
  });

  it('rejects with the reason of the signal, and leaves no tensors and a usable VAE', async () => {
    const vae = own(tinyVae());
    const images = squares(20);
    const before = memory().numTensors;
    const controller = new AbortController();
    // The timer fires only if training yields to the event loop.
    setTimeout(() => controller.abort(), 100);
    const error = await trainVae(vae, images, { epochs: 1e6, batchSize: 4, signal: controller.signal }).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(DOMException);
    expect(error.name).toBe('AbortError');
    expect(memory().numTensors).toBe(before);
    expect((await evaluateVae(vae, images)).loss).toBeLessThan(5);
    await trainVae(vae, images, { epochs: 1 });
  });

  it('does nothing if the signal is aborted already', async () => {
    const vae = own(tinyVae());
    const before = weightsOf(vae);
    const run = trainVae(vae, squares(4), { epochs: 1, signal: AbortSignal.abort(new Error('not today')) });
    await expect(run).rejects.toThrow('not today');
    expect(weightsOf(vae)).toEqual(before);
  });

  it('stops at once when training diverges', async () => {
    const vae = own(tinyVae());
    const before = memory().numTensors;
    const run = trainVae(vae, squares(20), { epochs: 50, batchSize: 4, learningRate: 1e4 });
    await expect(run).rejects.toMatchObject({ code: 'ERR_TRAINING_DIVERGED' });
    await expect(run).rejects.toThrow(
      /^trainVae: training diverged at epoch \d+, step \d+: .* at a learning rate of 10000; .*lower learning rate/,
    );
    expect(memory().numTensors).toBe(before);
  });

  it('leaves no tensors when a callback throws', async () => {
    const vae = own(tinyVae());
    const before = memory().numTensors;
    const onProgress = vi.fn(() => {
      throw new Error('from the callback');
    });
    await expect(trainVae(vae, squares(4), { epochs: 3, onProgress })).rejects.toThrow('from the callback');
    expect(onProgress).toHaveBeenCalledTimes(1);
    expect(memory().numTensors).toBe(before);
  });

  it('rejects images that are not an ndarray, and missing options, and names their type', async () => {
    const vae = own(tinyVae());
    const images = squares(3);
    const before = memory().numTensors;
    const held = tensor(images.data, [3, 8, 8, 1]);
    for (const [value, got] of [
      [undefined, 'undefined'],
      [{ images, attributes: images }, 'an object of type Object'],
      [held, 'a tensor'],
      [images.data, 'an object of type Float32Array'],
      [Promise.resolve(images), 'a Promise (is an await missing?)'],
    ]) {
      const message =
        `images must be an ndarray [n, 8, 8, 1] of numbers from 0 to 1; got ${got}; convert a tensor with ` +
        'ndarray(await tensor.data(), tensor.shape).';
      const invalid = value as never;
      await expect(trainVae(vae, invalid, { epochs: 1 })).rejects.toThrow(`trainVae: ${message}`);
      await expect(evaluateVae(vae, invalid)).rejects.toThrow(`evaluateVae: ${message}`);
      await expect(recomputeBatchNorm(vae, invalid)).rejects.toThrow(`recomputeBatchNorm: ${message}`);
    }
    held.dispose();
    await expect(trainVae(vae, images, undefined as never)).rejects.toThrow(
      'trainVae: expected an object of options (epochs, batchSize, ',
    );
    const loading = Promise.resolve(vae) as never;
    const notVae =
      'vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got a Promise (is an await missing?).';
    await expect(trainVae(loading, images, { epochs: 1 })).rejects.toThrow(`trainVae: ${notVae}`);
    await expect(evaluateVae(loading, images)).rejects.toThrow(`evaluateVae: ${notVae}`);
    await expect(recomputeBatchNorm(loading, images)).rejects.toThrow(`recomputeBatchNorm: ${notVae}`);
    expect(memory().numTensors).toBe(before);
  });

  it('takes a signal and a callback that may be undefined', async () => {
    const vae = own(tinyVae());
    const may: { signal: AbortSignal | undefined; onProgress: undefined } = {
      signal: undefined,
      onProgress: undefined,
    };
    await trainVae(vae, squares(3), { epochs: 1, ...may });
    await recomputeBatchNorm(vae, squares(3), may);
    await evaluateVae(vae, squares(3), { signal: may.signal });
  });

  it('rejects what it cannot train on, before anything is allocated', async () => {
    const vae = own(tinyVae());
    const withValue = (value: number) => {
      const images = squares(3);
      images.set(2, 4, 1, 0, value);
      return images;
    };
    const fine = squares(3);
    const cases: [typeof fine, object, string][] = [
      [squares(3, { size: 16 }), {}, 'images must have shape [n, 8, 8, 1]; got [3, 16, 16, 1].'],
      [ndarray(new Float32Array(64), [8, 8]) as never, {}, 'images must have shape [n, 8, 8, 1]'],
      [squares(0), {}, 'images must hold at least one image; got none.'],
      [withValue(Number.NaN), {}, 'images must hold numbers from 0 to 1; image 2 holds NaN'],
      [
        withValue(255),
        {},
        'images must hold numbers from 0 to 1; image 2 holds 255; scale the images (divide bytes by 255)',
      ],
      [withValue(-0.25), {}, 'images must hold numbers from 0 to 1; image 2 holds -0.25'],
      [fine, { validation: withValue(2) }, 'validation must hold numbers from 0 to 1; image 2 holds 2'],
      [fine, { epochs: 0 }, 'epochs must be a whole number of at least 1; got 0'],
      [fine, { batchSize: 1.5 }, 'batchSize must be a whole number of at least 1; got 1.5'],
      [fine, { learningRate: 0 }, 'learningRate must be a finite number above 0; got 0'],
      [fine, { klWeight: Number.NaN }, 'klWeight must be a finite number of at least 0; got NaN'],
      [fine, { beta: -1 }, 'beta must be a finite number of at least 0; got -1'],
      [
        fine,
        { beta: 1, klWeight: 1 },
        'expected either beta or klWeight, which set the same weight; got beta 1 and klWeight 1; pass one of them.',
      ],
      [fine, { stepsPerEpoch: 0 }, 'stepsPerEpoch must be a whole number of at least 1; got 0'],
      [fine, { patience: 0, validation: fine }, 'patience must be a whole number of at least 1; got 0'],
      [fine, { patience: 2 }, 'patience needs validation images'],
      [fine, { checkpointSeconds: -1 }, 'checkpointSeconds must be a finite number of at least 0; got -1'],
      [fine, { seed: -1 }, 'seed must be a whole number'],
      [fine, { sampling: 'usual' }, `sampling must be 'standard' or 'reference'; got "usual".`],
      [fine, { epoch: 1 }, 'unknown option "epoch"; '],
      [fine, { checkpoints: {} }, 'checkpoints must be an object with functions load and save'],
      [
        fine,
        { signal: new AbortController() },
        'signal must be an AbortSignal; got an object of type AbortController',
      ],
    ];
    const before = memory().numTensors;
    for (const [images, options, message] of cases) {
      const error = await trainVae(vae, images, { epochs: 1, ...options }).catch((e) => e);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_INVALID_ARGUMENT');
      expect(error.message).toContain(`trainVae: ${message}`);
    }
    expect(memory().numTensors).toBe(before);
  });
});
