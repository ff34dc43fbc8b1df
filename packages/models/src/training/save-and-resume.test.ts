import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCheckpoint } from '../../test/memory-checkpoint.js';
import { ownVaes } from '../../test/own-vaes.js';
import { squareStream, squares } from '../../test/squares.js';
import { tinyVae, weightsOf } from '../../test/tiny-vae.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import { imageVae } from '../architectures/image-vae.js';
import type { ImageStream } from './data/image-stream.js';
import type { Images } from './data/images.js';
import { evaluateVae } from './evaluate-vae.js';
import type { EpochResult } from './loss/epoch-result.js';
import { trainVae } from './train-vae.js';
import type { TrainVaeOptions } from './train-vae-options.js';

beforeAll(() => setBackend('cpu'));

const own = ownVaes();

const withoutTimes = (history: readonly EpochResult[]) => history.map(({ seconds, ...losses }) => losses);

/**
 * Aborts a training run after some steps. The steps are counted by the stream, because every step reads one batch.
 */
function abortAfter(steps: number, images: Images | ImageStream) {
  const controller = new AbortController();
  let left = steps;
  const stream: ImageStream = async function* (epoch) {
    for await (const batch of (images as ImageStream)(epoch)) {
      if (left-- === 0) controller.abort(new Error('killed'));
      yield batch;
    }
  };
  return { stream, signal: controller.signal };
}

const stream = squareStream(10, 4);

describe('a training run that resumes from a checkpoint', () => {
  const options: TrainVaeOptions = {
    epochs: 3,
    seed: 5,
    learningRate: 3e-3,
    validation: squares(4, { seed: 8 }),
    patience: 2,
  };
  it.each([0, 1, 3, 4, 8])(
    'after %i of 9 steps has the losses and weights of an uninterrupted one',
    async (at) => {
      const whole = own(tinyVae(1));
      const unbroken = await trainVae(whole, stream, options);

      const checkpoints = memoryCheckpoint();
      const first = own(tinyVae(1));
      const cut = abortAfter(at, stream);
      const run = trainVae(first, cut.stream, { ...options, checkpoints, signal: cut.signal });
      await expect(run).rejects.toThrow('killed');

      // The VAE has other weights, to show that all weights come from the checkpoint; at step 0 there is no
      // checkpoint yet.
      const second = own(tinyVae(at === 0 ? 1 : 2));
      const before = memory().numTensors;
      const resumed = await trainVae(second, stream, { ...options, checkpoints });
      expect(memory().numTensors).toBe(before);
      expect(withoutTimes(resumed)).toEqual(withoutTimes(unbroken));
      expect(weightsOf(second)).toEqual(weightsOf(whole));
    },
  );

  it('has them with images in memory too, after several interruptions', async () => {
    const images = squares(10);
    const plain: TrainVaeOptions = { epochs: 3, batchSize: 4, seed: 5 };
    const whole = own(tinyVae(1));
    const unbroken = await trainVae(whole, images, plain);
    const checkpoints = memoryCheckpoint();
    let vae = own(tinyVae(1));
    let resumed: EpochResult[] | undefined;
    let stops = 0;
    while (!resumed) {
      const controller = new AbortController();
      // Aborts after two more steps, at the second save of a run.
      const saves = checkpoints.saves + 2;
      const store = {
        load: checkpoints.load,
        save: async (checkpoint: Parameters<typeof checkpoints.save>[0]) => {
          await checkpoints.save(checkpoint);
          if (checkpoints.saves === saves) controller.abort(new Error('killed'));
        },
      };
      const run = { ...plain, checkpoints: store, checkpointSeconds: 0, signal: controller.signal };
      resumed = await trainVae(vae, images, run).catch(() => undefined);
      if (!resumed) {
        stops++;
        vae = own(tinyVae(stops + 2));
      }
    }
    expect(stops).toBeGreaterThan(3);
    expect(withoutTimes(resumed)).toEqual(withoutTimes(unbroken));
    expect(weightsOf(vae)).toEqual(weightsOf(whole));
  });

  it('returns at once if it was complete, and continues if more epochs are asked for', async () => {
    const checkpoints = memoryCheckpoint();
    const vae = own(tinyVae(1));
    const plain = { epochs: 2, seed: 5, checkpoints };
    const history = await trainVae(vae, stream, plain);
    const again = own(tinyVae(2));
    const none: ImageStream = () => {
      throw new Error('not to be read');
    };
    expect(await trainVae(again, none, plain)).toEqual(history);
    expect(weightsOf(again)).toEqual(weightsOf(vae));
    const more = await trainVae(again, stream, { ...plain, epochs: 3 });
    const unbroken = await trainVae(own(tinyVae(1)), stream, { epochs: 3, seed: 5 });
    expect(withoutTimes(more)).toEqual(withoutTimes(unbroken));
  });

  it('saves checkpoints at the interval and after each epoch, and none if nothing changed', async () => {
    const checkpoints = memoryCheckpoint();
    await trainVae(own(tinyVae()), stream, { epochs: 2, checkpoints });
    expect(checkpoints.saves).toBe(2);
    await trainVae(own(tinyVae()), stream, { epochs: 2, checkpoints });
    expect(checkpoints.saves).toBe(2);
    const every = memoryCheckpoint();
    await trainVae(own(tinyVae()), stream, { epochs: 2, checkpoints: every, checkpointSeconds: 0 });
    expect(every.saves).toBe(8);
  });

  it('rejects a checkpoint of other settings, another model or another stream, and changes nothing', async () => {
    const checkpoints = memoryCheckpoint();
    await trainVae(own(tinyVae(1)), stream, { epochs: 1, checkpoints });
    const vae = own(tinyVae(2));
    const before = weightsOf(vae);
    const tensors = memory().numTensors;
    await expect(
      trainVae(vae, stream, { epochs: 1, checkpoints, learningRate: 0.5, seed: 3 }),
    ).rejects.toThrow(
      'trainVae: expected the settings of the checkpoint; it was made with learningRate 0.001 (now 0.5), seed 0 (now 3); pass the same settings',
    );
    await expect(trainVae(vae, squares(4), { epochs: 1, checkpoints })).rejects.toThrow(
      'images null (now 4), batchSize null (now 64)',
    );
    expect(weightsOf(vae)).toEqual(before);
    // With another latent size, the same β would give another klWeight; here only a shape differs.
    const settings = { size: 8, channels: 1, filters: [4, 8], kernelSize: 3, latentSize: 3, dense: [13] };
    const other = own(imageVae(settings));
    await expect(trainVae(other, stream, { epochs: 1, checkpoints })).rejects.toThrow(
      'trainVae: expected a checkpoint of the same model, with "weights/encoder/dense_1/kernel" of shape [32, 13]; the checkpoint has it with shape [32, 12]; build the VAE as before',
    );
    disposeVae(other);
    expect(memory().numTensors).toBe(tensors);

    const cut = abortAfter(2, stream);
    const half = memoryCheckpoint();
    await trainVae(vae, cut.stream, { epochs: 1, checkpoints: half, signal: cut.signal }).catch(() => {});
    await expect(trainVae(vae, () => [squares(4)], { epochs: 1, checkpoints: half })).rejects.toThrow(
      'the checkpoint was made after 2 steps of epoch 1, but the stream ends after 1;',
    );
  });
});

describe('a VAE whose weights have duplicate names', () => {
  it('is rejected together with checkpoints, before training', async () => {
    const vae = own(tinyVae());
    const [first] = vae.decoder.weights;
    const decoder = { weights: [first, first], trainableWeights: [first] };
    const run = trainVae({ ...vae, decoder } as never, stream, {
      epochs: 1,
      checkpoints: memoryCheckpoint(),
    });
    await expect(run).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: expect.stringContaining(
        '"decoder/dense_1/kernel" is a duplicate; give every layer its own name.',
      ),
    });
  });
});

describe('early stopping', () => {
  // Validates on the negatives of the training images, so that the validation loss gets worse from the first epoch
  // on.
  const images = squares(8);
  const negative = squares(8);
  for (let i = 0; i < negative.data.length; i++) negative.data[i] = 1 - negative.data[i]!;
  const options = { epochs: 9, batchSize: 2, learningRate: 1e-2, validation: negative };

  it('ends after patience epochs without a lower loss, with the weights of the best epoch', async () => {
    const vae = own(tinyVae());
    const before = memory().numTensors;
    const history = await trainVae(vae, images, { ...options, patience: 2 });
    expect(memory().numTensors).toBe(before);
    const losses = history.map((h) => h.validation!.loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.length).toBeLessThan(9);
    expect(history.length).toBe(best + 3);
    const { loss } = await evaluateVae(vae, negative, { batchSize: 2 });
    expect(loss).toBe(losses[best]);
  });

  it('sets the best weights also if all epochs were run, and after a checkpoint', async () => {
    const checkpoints = memoryCheckpoint();
    const vae = own(tinyVae());
    const run = { ...options, patience: 2, checkpoints };
    const history = await trainVae(vae, images, { ...run, epochs: 2 });
    const resumed = own(tinyVae(7));
    await trainVae(resumed, images, { ...run, epochs: 2 });
    expect(weightsOf(resumed)).toEqual(weightsOf(vae));
    const losses = history.map((h) => h.validation!.loss);
    expect((await evaluateVae(vae, negative, { batchSize: 2 })).loss).toBe(Math.min(...losses));
  });
});
