import { square } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomNumbers, randomWeight } from './recorded.js';

describe('recorded normalisations', () => {
  beforeAll(() => useBackend('cpu'));

  it('batch', async () => {
    for (const [axis, shape] of [
      [undefined, [4, 3, 5]],
      [1, [5, 3, 4]],
      [2, [3, 5, 4]],
      [undefined, [5]],
      [undefined, [3, 5]],
      [undefined, [2, 3, 4, 5]],
    ] as const) {
      const kind = 'batchNormalization' as const;
      const [mean, variance] = [randomWeight(5), square(randomWeight(5))];
      const own = { kind, epsilon: 1e-3, mean, variance, ...(axis !== undefined && { axis }) };
      await expectRecorded(own, [shape]);
      await expectRecorded({ ...own, gamma: randomWeight(5), beta: randomWeight(5) }, [shape]);
      await expectRecorded({ ...own, beta: randomWeight(5) }, [shape]);
    }
  });

  it('group', async () => {
    for (const groups of [1, 2, 6])
      for (const [separateAxes, shape] of [
        [0, [4, 3, 6]],
        [1, [3, 4, 6]],
        [2, [2, 3, 4, 6]],
        [0, [5, 6]],
      ] as const) {
        const own = { kind: 'groupNormalization', groups, epsilon: 1e-5, separateAxes } as const;
        await expectRecorded(own, [shape], { ties: false, tolerance: 4e-6 });
        const scaled = { ...own, gamma: randomWeight(6), beta: randomWeight(6) };
        await expectRecorded(scaled, [shape], { ties: false, tolerance: 4e-6 });
      }
  });

  it('local response', async () => {
    for (const size of [1, 2, 3, 5])
      for (const shape of [[4, 3, 6], [6]])
        await expectRecorded(
          { kind: 'localResponseNormalization', size, alpha: 0.3, beta: 0.75, bias: 1.5 },
          [shape],
        );
  });

  it('lp', async () => {
    for (const p of [1, 2] as const)
      for (const axes of [[1], [3], [1, 2]])
        for (const epsilon of [undefined, 0.7])
          await expectRecorded(
            { kind: 'lpNormalization', p, axes, ...(epsilon && { epsilon }) },
            [[4, 3, 2]],
            { ties: true, tolerance: 4e-6 },
          );
    await expectRecorded({ kind: 'lpNormalization', p: 2, axes: [1] }, [[3]], {
      numbers: (_, count) => randomNumbers(count, 'x').map((x, i) => (i < 3 ? 0 : x)),
    });
  });
});
