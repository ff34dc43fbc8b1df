import type { DeviationForm, Operation } from '@csm/core/extend';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomNumbers, randomWeight } from './recorded.js';

describe('recorded positions', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(['maximum', 'minimum'] as const)('argMax: %s', async (of) => {
    for (const axis of [1, 2, 3]) {
      for (const [keepDims, last] of [
        [false, false],
        [true, false],
        [false, true],
      ]) {
        await expectRecorded({ kind: 'argMax', of, axis, keepDims, last } as Operation, [[3, 4, 2]]);
      }
    }
  });

  it('cumulativeSum', async () => {
    for (const axis of [1, 2]) {
      for (const [exclusive, reverse] of [
        [false, false],
        [true, false],
        [true, true],
      ]) {
        await expectRecorded({ kind: 'cumulativeSum', axis, exclusive, reverse } as Operation, [[3, 4, 2]]);
      }
    }
  });

  it('expand and tile', async () => {
    await expectRecorded({ kind: 'expand', shape: [3, 4] }, [[3, 1]]);
    await expectRecorded({ kind: 'expand', shape: [2, 3, 4] }, [[4]]);
    await expectRecorded({ kind: 'expand', shape: [2, 3, 4] }, [[3, 1]]);
    await expectRecorded({ kind: 'tile', repetitions: [2, 3] }, [[3, 2]]);
  });

  it('gather and scatterAdd', async () => {
    for (const axis of [1, 2]) {
      await expectRecorded({ kind: 'gather', axis, indices: [2, 0, 0, 1] }, [[3, 4]]);
      await expectRecorded({ kind: 'gather', axis, indices: [2, 0] }, [[3, 4]]);
      // Many entries from one index take another path in scatterAdd.
      await expectRecorded({ kind: 'gather', axis, indices: Array<number>(30).fill(1) }, [[3, 4]]);
      const indices = axis === 1 ? [4, 0, 4] : [4, 0, 4, 1];
      await expectRecorded({ kind: 'scatterAdd', axis, indices, length: 6 }, [[3, 4]]);
    }
    await expectRecorded({ kind: 'scatterAdd', axis: 1, indices: Array<number>(30).fill(1), length: 6 }, [
      [30, 4],
    ]);
  });

  it('lookup, also of rows outside the table', async () => {
    const places = [0, 4, -1, -5, 2, 5, -6, 3];
    const numbers = (_input: number, count: number) =>
      Array.from({ length: count }, (_, i) => places[i % 8] ?? 0);
    await expectRecorded({ kind: 'lookup', table: randomWeight(5, 3) }, [[4]], { numbers });
    await expectRecorded({ kind: 'lookup', table: randomWeight(5, 3, 2) }, [[4, 2]], { numbers });
  });

  it.each(['values', 'indices'] as const)('topK: %s', async (output) => {
    for (const axis of [1, 2]) {
      for (const smallest of [false, true]) {
        await expectRecorded({ kind: 'topK', output, k: 2, axis, smallest }, [[3, 4]]);
      }
    }
  });

  it.each(['logVariance', 'logStd', 'variance', 'std'] satisfies DeviationForm[])(
    'posteriorSample: %s',
    async (form) => {
      const numbers = (_input: number, count: number) =>
        randomNumbers(count, 'output').map((x) => x * x + 0.1);
      await expectRecorded({ kind: 'posteriorSample', form, noise: randomWeight(1, 4) }, [[4], [4]], {
        numbers,
      });
    },
  );

  it('given values with one row for all samples', () =>
    expectRecorded({ kind: 'given', values: randomWeight(1, 4), perSample: false, start: 0, rows: 1 }, [
      [3],
    ]));
});
