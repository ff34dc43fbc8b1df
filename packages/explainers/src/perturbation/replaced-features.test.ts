import { conceptVector, explain } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { replacement } from './real-replacement.js';
import { replacedFeatures } from './replaced-features.js';

beforeAll(() => useBackend('cpu'));

const table = (rows: number[][]) =>
  ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

describe('replacedFeatures', () => {
  it('is 1 exactly where an encoder that reads everything answers', async () => {
    // Sparse counts, of which input and donors share many zeros.
    const counts = (n: number, seed: number) =>
      table(
        Array.from({ length: n }, (_, i) =>
          Array.from({ length: 30 }, (_, k) =>
            Math.max(0, Math.round(3 * Math.sin(seed + 7 * i * i + 3 * k * k) - 1)),
          ),
        ),
      );
    const encoder = {
      inputShape: [30],
      latentSize: 1,
      encode: (x: tf.Tensor) => tf.tidy(() => tf.sum(x, 1, true) as tf.Tensor2D),
    };
    const [inputs, donors] = [counts(5, 1), counts(9, 2)];
    const options = { donors, donorsPerInput: 1, seed: 3 };
    const { maps } = await explain(encoder, conceptVector('c', [1]), inputs, replacement(options), {
      batchSize: 2,
    });
    const mask = replacedFeatures(inputs, options);
    expect([...mask.data]).toEqual(Array.from(maps.data, (value) => (value === 0 ? 0 : 1)));
    expect(mask.data.includes(0) && mask.data.includes(1)).toBe(true);
  });

  it('marks whole features, and nothing if the donor is the input', () => {
    const inputs = table([[1, 2, 3, 4]]);
    const features = ndarray(Int32Array.of(0, 0, 1, 1), [4]);
    expect([...replacedFeatures(inputs, { donors: table([[1, 5, 3, 4]]), features }).data]).toEqual([
      1, 1, 0, 0,
    ]);
    expect([...replacedFeatures(inputs, { donors: inputs }).data]).toEqual([0, 0, 0, 0]);
  });

  it('refuses donors of another shape', () => {
    expect(() => replacedFeatures(table([[1, 2]]), { donors: table([[1, 2, 3]]) })).toThrow(
      /replacedFeatures: donors/,
    );
  });

  it('refuses options that replacement refuses', () => {
    const inputs = table([[1, 2]]);
    expect(() => replacedFeatures(inputs, { donors: inputs, donorsPerInput: 0 })).toThrow(
      'replacedFeatures: donorsPerInput must be a whole number of at least 1; got 0.',
    );
    expect(() => replacedFeatures(inputs, { donors: inputs, seed: 0.5 })).toThrow(
      'replacedFeatures: seed must be ',
    );
  });
});
