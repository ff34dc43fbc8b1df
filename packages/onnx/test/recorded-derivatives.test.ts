import type { Operation } from '@csm/core/extend';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomNumbers } from './recorded.js';

/** The lowest finite float32; ONNX Runtime's max pooling also returns it for windows of −∞. */
const LOWEST = -3.4028234663852886e38;

describe('derivatives that are written instead of recorded', () => {
  beforeAll(() => useBackend('cpu'));

  // recorded-pooling.test.ts compares all geometries and ties.
  it.each([
    { size: [3, 3], strides: [2, 2] },
    { size: [2, 2], strides: [2, 2] },
  ])(
    'max pooling scatters to the first maxima, windows of the lowest number too: %o',
    async ({ size, strides }) => {
      const operation = { kind: 'maxPool', size, strides, padding: 'same' } as unknown as Operation;
      const numbers = (_: number, count: number) =>
        Float32Array.from({ length: count }, (_, i) => (i % 7 === 0 ? i : LOWEST));
      const { written } = await expectRecorded(operation, [[8, 6, 3]], { numbers });
      expect(written).toContain('ScatterElements');
    },
  );

  it('softmax reads the output of the forward pass, and gives 0 for rows of only −∞', async () => {
    const operation = { kind: 'activation', activation: 'softmax' } as const;
    const numbers = (_: number, count: number) =>
      randomNumbers(count, 'masked').map((x, i) =>
        Math.floor(i / 5) % 3 === 1 || i % 4 === 0 ? Number.NEGATIVE_INFINITY : x,
      );
    const { written } = await expectRecorded(operation, [[3, 5]], { numbers });
    expect(written?.filter((op) => op === 'Softmax')).toHaveLength(1);
  });

  it('group normalisation standardises only once', async () => {
    const operation = { kind: 'groupNormalization', groups: 2, epsilon: 1e-5 } as const;
    const { written } = await expectRecorded(operation, [[4, 3, 6]], { ties: false, tolerance: 4e-6 });
    expect(written?.filter((op) => op === 'InstanceNormalization')).toHaveLength(1);
  });
});
