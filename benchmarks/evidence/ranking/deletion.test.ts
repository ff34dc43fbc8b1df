import '@tensorflow/tfjs-backend-cpu';
import { functionEncoder } from '@csm/core';
import { matMul, reshape, tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { deletionShares, largest } from './deletion.js';

it('gives the share of the score that the replaced features carry', async () => {
  // The score is 3 a + b; c does not count. Donors are zero.
  const weights = tensor2d([3, 1, 0], [3, 1]);
  const encoder = functionEncoder((x) => matMul(reshape(x, [-1, 3]), weights), { inputShape: [3] });
  const shares = await deletionShares(
    encoder,
    { name: 'c', vector: Float32Array.of(1) },
    ndarray(Float32Array.of(1, 1, 1, 2, 2, 2), [2, 3]),
    ndarray(new Float32Array(6), [2, 3]),
    [[0], [1], [2]],
    [
      [[0], [0]],
      [[1], [1]],
      [
        [2, 0, 1],
        [0, 1, 2],
      ],
      [[0], [2]],
    ],
    new AbortController().signal,
  );
  // The last: 3 of 4 are lost of the first input, nothing of the second, whose score is 8.
  expect(shares).toEqual([0.75, 0.25, 1, 0.25]);
  weights.dispose();
});

it('orders features by size', () => {
  expect(largest([0.1, 3, 2], 2)).toEqual([1, 2]);
});
