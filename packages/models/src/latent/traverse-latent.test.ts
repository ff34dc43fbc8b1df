import '@tensorflow/tfjs-backend-cpu';
import { memory, scalar, setBackend, type Tensor, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { flat, type Nested, readPeerTests } from '../../../../test/parity/peer-cases.js';
import { tinyVae } from '../../test/tiny-vae.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import type { AnyDecoder } from './latent-decoder.js';
import { latentPath } from './latent-path.js';
import { traverseLatent } from './traverse-latent.js';

beforeAll(() => setBackend('cpu'));

const rows = (values: readonly number[], size: number) =>
  ndarray(Float32Array.from(values), [values.length / size, size]);
const number = fc.double({ min: -4, max: 4, noNaN: true });
const vectors = fc.tuple(...Array.from({ length: 3 }, () => number));

describe('latentPath', () => {
  it('interfacegan.traverse', () => {
    const peer = readPeerTests().cases.find(({ id }) => id === 'interfacegan.traverse')!;
    const { start, end, steps } = peer.args as { start: number; end: number; steps: number };
    const distances = Array.from({ length: steps }, (_, i) => start + (i * (end - start)) / (steps - 1));
    const [latent, boundary] = peer.inputs.map(flat) as [number[], number[]];
    const path = latentPath(rows(latent, 2), { vector: Float32Array.from(boundary) }, distances, {
      from: 'boundary',
    });
    expect(path.shape).toEqual([1, 4, 2]);
    const expected = flat(peer.expected as Nested);
    for (const [i, value] of path.data.entries()) {
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(peer.tolerance);
    }
  });

  it('from the boundary: every point has the signed distance asked for, and the path is straight along v', () => {
    fc.assert(
      fc.property(
        vectors,
        vectors,
        number,
        fc.array(number, { minLength: 1, maxLength: 4 }),
        (z, v, b, alphas) => {
          fc.pre(Math.hypot(...v) > 0.1);
          const vector = Float32Array.from(v);
          const path = latentPath(rows(z, 3), { vector }, alphas, { from: 'boundary', intercept: b });
          const norm = Math.hypot(...vector);
          for (const [j, alpha] of alphas.entries()) {
            const point = [0, 1, 2].map((k) => path.get(0, j, k));
            const distance = (point.reduce((sum, value, k) => sum + value * vector[k]!, 0) + b) / norm;
            expect(distance).toBeCloseTo(alpha, 4);
            const moved = point.map((value, k) => value - z[k]!);
            const along = moved.reduce((sum, value, k) => sum + value * vector[k]!, 0) / norm;
            expect(Math.abs(along)).toBeCloseTo(Math.hypot(...moved), 4);
          }
        },
      ),
      { seed: 1 },
    );
  });

  it('from the latent: z + α v, whatever the strides', () => {
    const latents = ndarray(Float32Array.from([1, 4, 2, 5, 3, 6]), [2, 3], [1, 2]);
    const path = latentPath(latents, { vector: Float32Array.from([1, 0, -2]) }, [0, 0.5]);
    expect([...path.data]).toEqual([1, 2, 3, 1.5, 2, 2, 4, 5, 6, 4.5, 5, 5]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an array instead of an ndarray',
      () => latentPath([[1]] as never, { vector: Float32Array.of(1) }, [1]),
      /ndarray.*an array/,
    ],
    ['no latents', () => latentPath(rows([], 2), { vector: Float32Array.of(1, 0) }, [1]), /n ≥ 1.*\[0, 2\]/],
    ['an array instead of a vector', () => latentPath(rows([1, 2], 2), [1, 2] as never, [1]), /Float32Array/],
    [
      'another size',
      () => latentPath(rows([1, 2], 2), { vector: Float32Array.of(1) }, [1]),
      /as many components as the latents, 2; got 1/,
    ],
    ['a zero vector', () => latentPath(rows([1], 1), { vector: Float32Array.of(0) }, [1]), /not all zero/],
    ['no alphas', () => latentPath(rows([1], 1), { vector: Float32Array.of(1) }, []), /alphas.*\[\]/],
    [
      'NaN',
      () => latentPath(rows([Number.NaN], 1), { vector: Float32Array.of(1) }, [1]),
      /latent 0 holds NaN/,
    ],
    [
      'an intercept without a boundary',
      () => latentPath(rows([1], 1), { vector: Float32Array.of(1) }, [1], { intercept: 2 }),
      /from: "boundary"/,
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('traverseLatent', () => {
  it('decodes every point of the path, in any batches, and leaves no tensor', async () => {
    const vae = tinyVae(3);
    try {
      const latents = rows([0.2, -1, 0.5, 1, 0, -0.3], 3);
      const concept = { vector: Float32Array.from([1, 0.5, -1]) };
      const alphas = [-1, 0, 2];
      const before = memory().numTensors;
      const seen: unknown[] = [];
      const images = await traverseLatent(vae.decoder, latents, concept, alphas, {
        batchSize: 4,
        onProgress: (progress) => seen.push(progress),
      });
      expect(memory().numTensors).toBe(before);
      expect(images.shape).toEqual([2, 3, 8, 8, 1]);
      expect(seen).toEqual([
        { done: 4, total: 6 },
        { done: 6, total: 6 },
      ]);

      const path = latentPath(latents, concept, alphas);
      const points = tensor(path.data, [6, 3]);
      const decoded = vae.decoder.predict(points) as Tensor;
      const expected = decoded.dataSync();
      for (const [i, value] of images.data.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
      points.dispose();
      decoded.dispose();
    } finally {
      disposeVae(vae);
    }
  });

  it('takes a decoder of @csm/core, also an asynchronous one', async () => {
    const vae = tinyVae(3);
    try {
      const latents = rows([0.2, -1, 0.5], 3);
      const concept = { vector: Float32Array.from([1, 0.5, -1]) };
      const run = (decoder: AnyDecoder) =>
        traverseLatent(decoder, latents, concept, [-1, 0, 2], { batchSize: 2 });
      const expected = await run(vae.decoder);
      const before = memory().numTensors;
      const decode = (batch: Tensor2D) => vae.decoder.predict(batch) as Tensor;
      expect(await run({ decode })).toEqual(expected);
      expect(await run({ decode: async (batch) => decode(batch) })).toEqual(expected);
      const failing = { decode: () => Promise.reject(new Error('no answer')) };
      await expect(run(failing)).rejects.toThrow('no answer');
      await expect(run({ decode: () => scalar(1) })).rejects.toThrow(
        'traverseLatent: the decoder must return a tensor with one item per latent, [2, ...]; got shape [].',
      );
      expect(memory().numTensors).toBe(before);
    } finally {
      disposeVae(vae);
    }
  });

  it('rejects what does not fit, stops on abort, and leaves no tensor', async () => {
    const vae = tinyVae(3);
    try {
      const concept = { vector: Float32Array.from([1, 0]) };
      const before = memory().numTensors;
      await expect(traverseLatent(vae.decoder, rows([1, 2], 2), concept, [1])).rejects.toThrow(
        'the latents must fit the decoder, which takes shape [n, 3]; got [n, 2].',
      );
      await expect(traverseLatent(vae as never, rows([1, 2], 2), concept, [1])).rejects.toThrow(
        /vae\.decoder/,
      );
      await expect(traverseLatent(vae.encoder, rows([1, 2], 2), concept, [1])).rejects.toThrow(/1 and 2/);
      const abort = new AbortController();
      const stopped = traverseLatent(
        vae.decoder,
        rows([1, 2, 3], 3),
        { vector: Float32Array.of(1, 1, 1) },
        [0, 1],
        {
          batchSize: 1,
          signal: abort.signal,
          onProgress: () => abort.abort(new Error('enough')),
        },
      );
      await expect(stopped).rejects.toThrow('enough');
      expect(memory().numTensors).toBe(before);
    } finally {
      disposeVae(vae);
    }
  });
});
