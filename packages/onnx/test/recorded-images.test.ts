import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomWeight } from './recorded.js';

describe('recorded operations that move or interpolate values', () => {
  beforeAll(() => useBackend('cpu'));

  it('upsampling', async () => {
    for (const interpolation of ['nearest', 'bilinear'] as const)
      for (const size of [
        [2, 2],
        [3, 1],
        [1, 5],
      ] as const)
        await expectRecorded({ kind: 'upsampling', size, interpolation }, [[4, 3, 2]]);
  });

  it('resample', async () => {
    for (const axis of [1, 2, 3]) {
      const length = [0, 4, 3, 2][axis] ?? 1;
      await expectRecorded({ kind: 'resample', axis, matrix: randomWeight(length, 5) }, [[4, 3, 2]]);
    }
  });

  it('padding and cropping', async () => {
    const margins = [
      [0, 0],
      [2, 1],
      [0, 3],
      [1, 0],
    ] as const;
    await expectRecorded({ kind: 'padding', margins }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'padding', margins, value: -2.5 }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'padding', margins: [...margins, [1, 1]] }, [[4, 3, 2, 2]]);
    const mixed = [
      [0, 0],
      [-2, 1],
      [1, -1],
      [0, 0],
    ] as const;
    await expectRecorded({ kind: 'padding', margins: mixed }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'cropping', margins }, [[4, 5, 2]]);
  });

  it('slice', async () => {
    await expectRecorded({ kind: 'slice', start: 5, shape: [2, 3] }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'slice', start: 0, shape: [4] }, [[9]]);
  });

  it('concatenate', async () => {
    const shapes = [
      [4, 3, 2],
      [4, 3, 1],
      [4, 3, 3],
    ];
    await expectRecorded({ kind: 'concatenate', axis: -1 }, shapes);
    await expectRecorded({ kind: 'concatenate', axis: 3 }, shapes, { single: [1] });
    await expectRecorded({ kind: 'concatenate', axis: 1 }, [
      [2, 3],
      [5, 3],
    ]);
  });

  it('permute and reshape', async () => {
    await expectRecorded({ kind: 'permute', order: [0, 3, 1, 2] }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'permute', order: [0, 2, 1] }, [[4, 3]]);
    await expectRecorded({ kind: 'reshape', shape: [6, 4] }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'reshape', shape: [2, -1, 3] }, [[4, 3, 2]]);
    await expectRecorded({ kind: 'reshape', shape: null }, [[4, 3, 2]]);
  });
});
