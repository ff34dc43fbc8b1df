import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';

beforeAll(() => useBackend('cpu'));

/** γ x / √(mean(x²) + ε) over consecutive groups of numbers. */
function normalised(
  x: readonly number[],
  length: number,
  epsilon: number,
  gamma?: readonly number[],
): number[] {
  return x.map((value, i) => {
    const start = i - (i % length);
    const meanSquare = x.slice(start, start + length).reduce((sum, v) => sum + v * v, 0) / length;
    return (value / Math.sqrt(meanSquare + epsilon)) * (gamma?.[i % length] ?? 1);
  });
}

describe('root mean square normalisation', () => {
  const values = numbers(24, 3);

  it.each([1e-6, 0.5])('over the last axis, with ε = %f', async (epsilon) => {
    const gamma = [0.5, -2, 1, 3];
    await expectDefinition(
      () => ({ kind: 'rmsNormalization', axes: [2], epsilon, gamma: tf.tensor1d(gamma) }),
      { values, shape: [2, 3, 4] },
      (x) => normalised(x, 4, epsilon, gamma),
    );
  });

  it('over two axes, without γ', async () => {
    await expectDefinition(
      () => ({ kind: 'rmsNormalization', axes: [1, 2], epsilon: 0.01 }),
      { values, shape: [2, 3, 4] },
      (x) => normalised(x, 12, 0.01),
    );
  });

  it('over an axis that is not the last', async () => {
    const gamma = [2, -1, 0.5];
    const swapped = (x: readonly number[], rows: number, columns: number) =>
      [0, 12].flatMap((start) =>
        Array.from(
          { length: 12 },
          (_, i) => x[start + (i % rows) * columns + Math.floor(i / rows)] ?? Number.NaN,
        ),
      );
    await expectDefinition(
      () => ({ kind: 'rmsNormalization', axes: [1], epsilon: 0.01, gamma: tf.tensor1d(gamma) }),
      { values, shape: [2, 3, 4] },
      (x) => swapped(normalised(swapped(x, 3, 4), 3, 0.01, gamma), 4, 3),
    );
  });
});
