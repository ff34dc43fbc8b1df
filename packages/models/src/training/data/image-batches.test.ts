import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownVaes } from '../../../test/own-vaes.js';
import { squareStream, squares } from '../../../test/squares.js';
import { tinyVae, weightsOf } from '../../../test/tiny-vae.js';
import { evaluateVae } from '../evaluate-vae.js';
import { trainVae } from '../train-vae.js';
import type { TrainingProgress } from '../training-progress.js';
import type { ImageStream } from './image-stream.js';
import type { Images } from './images.js';

beforeAll(() => setBackend('cpu'));

const own = ownVaes();

describe('training on a stream', () => {
  it('gives the same weights for ndarrays and tensors, asynchronous or not, and leaves no tensors', async () => {
    const mixed = squareStream(10, 4);
    const weights = async (stream: ImageStream) => {
      const vae = own(tinyVae());
      const before = memory();
      await trainVae(vae, stream, { epochs: 2, validation: squareStream(5, 2) });
      expect(memory().numTensors).toBe(before.numTensors);
      expect(memory().numBytes).toBe(before.numBytes);
      return weightsOf(vae);
    };
    const held = [await collect(mixed, 1), await collect(mixed, 2)];
    const synchronous: ImageStream = (epoch) => held[epoch - 1]!;
    const wrapped: ImageStream = (epoch) => held[epoch - 1]!.map((images) => ({ ids: ['a'], images }));
    const first = await weights(mixed);
    expect(await weights(wrapped)).toEqual(first);
    expect(await weights(synchronous)).toEqual(first);
  });

  it('counts every image once, with batches of different sizes too, and finds the length of an epoch', async () => {
    const vae = own(tinyVae());
    const seen: TrainingProgress[] = [];
    const asked: number[] = [];
    const stream: ImageStream = (epoch) => {
      asked.push(epoch);
      return squareStream(10, 4)(epoch);
    };
    const history = await trainVae(vae, stream, { epochs: 2, onProgress: (p) => seen.push(p) });
    expect(asked).toEqual([1, 2]);
    const first = seen.filter((p) => p.epoch === 1);
    expect(first.slice(0, -1).every((p) => p.steps === undefined && p.secondsLeft === undefined)).toBe(true);
    expect(first.at(-1)).toMatchObject({ step: 3, steps: 3, loss: history[0]!.loss });
    expect(seen.at(-1)).toMatchObject({ epoch: 2, step: 3, steps: 3, secondsLeft: 0 });
  });

  it('ends an epoch after stepsPerEpoch and closes the stream', async () => {
    let closed = 0;
    let given = 0;
    const endless: ImageStream = async function* () {
      try {
        while (true) {
          given++;
          yield squares(2);
        }
      } finally {
        closed++;
      }
    };
    const vae = own(tinyVae());
    const seen: TrainingProgress[] = [];
    await trainVae(vae, endless, { epochs: 2, stepsPerEpoch: 3, onProgress: (p) => seen.push(p) });
    expect({ closed, given }).toEqual({ closed: 2, given: 6 });
    expect(seen.every((p) => p.steps === 3)).toBe(true);
  });

  it('measures the same losses on a validation stream as on the whole array', async () => {
    const vae = own(tinyVae());
    const whole = await evaluateVae(vae, squares(5), { batchSize: 5 });
    const inBatches: ImageStream = () => [squares(5).hi(2), squares(5).lo(2)];
    expect((await evaluateVae(vae, inBatches)).loss).toBeCloseTo(whole.loss, 6);
  });

  it('names an invalid batch, closes the stream and leaves no tensors', async () => {
    const bad = squares(2);
    bad.set(1, 0, 0, 0, Number.NaN);
    const cases: [() => unknown, string][] = [
      [() => squares(2, { size: 16 }), 'batch 2 of epoch 1 must have shape [n, 8, 8, 1]'],
      [() => zeros([2, 4, 4, 1]), 'batch 2 of epoch 1 must have shape [n, 8, 8, 1]'],
      [() => bad, 'batch 2 of epoch 1 must hold numbers from 0 to 1; image 1 holds NaN'],
      [() => tensor(bad.data, [2, 8, 8, 1]), 'batch 2 of epoch 1 must hold numbers from 0 to 1'],
      [() => squares(0), 'batch 2 of epoch 1 must hold at least one image; got none.'],
      [() => new Float32Array(64), 'batch 2 of epoch 1 must be an ndarray'],
      [() => undefined, 'batch 2 of epoch 1 must be an ndarray'],
      [() => null, 'batch 2 of epoch 1 must be an ndarray'],
      [() => 5, 'batch 2 of epoch 1 must be an ndarray'],
      [() => ({ images: undefined }), 'batch 2 of epoch 1 must be an ndarray'],
    ];
    const vae = own(tinyVae());
    const before = memory().numTensors;
    for (const [batch, message] of cases) {
      let closed = false;
      const stream = async function* () {
        try {
          yield squares(2);
          yield batch() as never;
        } finally {
          closed = true;
        }
      };
      await expect(trainVae(vae, stream, { epochs: 1 })).rejects.toThrow(`trainVae: ${message}`);
      expect(closed).toBe(true);
      expect(memory().numTensors).toBe(before);
    }
    await expect(trainVae(vae, () => [], { epochs: 1 })).rejects.toThrow(
      'trainVae: a stream must give at least one batch per epoch; epoch 1 gave none.',
    );
    await expect(evaluateVae(vae, () => [])).rejects.toThrow(
      'a stream for validation must give at least one batch; got none.',
    );
    await expect(trainVae(vae, (async () => []) as never, { epochs: 1 })).rejects.toThrow(
      'a stream must return an (async) iterable of batches; got a Promise (is an await missing?); write it as an async function*.',
    );
    await expect(trainVae(undefined as never, () => [], { epochs: 1 })).rejects.toThrow('vae must be a Vae');
  });

  it('passes on an error that a stream throws', async () => {
    const vae = own(tinyVae());
    const before = memory().numTensors;
    const stream: ImageStream = async function* () {
      yield squares(2);
      throw new Error('the disk is gone');
    };
    await expect(trainVae(vae, stream, { epochs: 1 })).rejects.toThrow('the disk is gone');
    expect(memory().numTensors).toBe(before);
  });
});

async function collect(stream: ImageStream, epoch: number) {
  const batches: Images[] = [];
  for await (const batch of stream(epoch)) {
    if (batch instanceof Tensor) {
      batches.push(ndarray(batch.dataSync() as Float32Array, batch.shape));
      batch.dispose();
    } else batches.push(batch as Images);
  }
  return batches;
}
