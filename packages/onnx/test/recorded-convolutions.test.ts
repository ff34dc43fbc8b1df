import { tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomNumbers } from './recorded.js';

const weight = (...shape: number[]) =>
  tensor(
    randomNumbers(
      shape.reduce((a, b) => a * b, 1),
      `weight ${shape}`,
    ),
    shape,
  );

describe('recorded convolutions', () => {
  beforeAll(() => useBackend('cpu'));

  it('same', async () => {
    const { recorded } = await expectRecorded(
      { kind: 'convolution', strides: [2, 1], padding: 'same', kernel: weight(3, 3, 2, 4), bias: weight(4) },
      [[6, 5, 2]],
    );
    expect(recorded).toContain('Conv');
  });
});
