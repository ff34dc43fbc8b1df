import type { Operation } from '@csm/core/extend';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded } from './recorded.js';

const KINDS = ['maxPool', 'averagePool'] as const;

const UNEVEN = [
  [1, 1],
  [1, 0],
] as const;
const WIDE = [
  [2, 1],
  [1, 1],
] as const;
const AT_THE_END = [
  [0, 0],
  [0, 1],
] as const;

const geometries = [
  { size: [2, 2], strides: [2, 2], padding: 'valid' },
  { size: [2, 2], strides: [2, 2], padding: 'same' },
  { size: [3, 2], strides: [1, 2], padding: 'same' },
  { size: [3, 3], strides: [2, 1], padding: 'valid' },
  { size: [1, 2], strides: [2, 3], padding: 'valid' },
  { size: [3, 2], strides: [2, 2], padding: UNEVEN },
  { size: [2, 2], strides: [2, 1], padding: AT_THE_END, beyond: [1, 0] },
  { size: [3, 2], strides: [1, 2], padding: WIDE, dilations: [2, 1] },
  { size: [3, 2], strides: [2, 2], padding: UNEVEN, includePadding: true },
  { size: [3, 2], strides: [2, 2], padding: UNEVEN, includePadding: true, beyond: [1, 1] },
  { size: [3, 2], strides: [2, 2], padding: WIDE, dilations: [2, 2], includePadding: true },
] as const;

describe('recorded poolings', () => {
  beforeAll(() => useBackend('cpu'));

  for (const kind of KINDS) {
    it.each(geometries.map((geometry) => [JSON.stringify(geometry), geometry] as const))(
      `${kind} %s`,
      async (_, how) => {
        await expectRecorded({ kind, ...how } as unknown as Operation, [[7, 8, 2]]);
        await expectRecorded({ kind, ...how } as unknown as Operation, [[2, 7, 8, 1]]);
      },
    );

    it(`${kind} of sequences`, async () => {
      for (const padding of ['same', 'valid'] as const)
        await expectRecorded({ kind, size: [3, 1], strides: [2, 1], padding }, [[8, 3]]);
    });

    it(`${kind} of everything`, async () => {
      for (const shape of [
        [5, 3],
        [4, 3, 2],
        [1, 1, 3],
        [2, 3, 2, 2],
        [2, 2, 3, 2, 2],
      ])
        await expectRecorded({ kind, global: true }, [shape]);
    });

    it.each([
      { dilations: [1, 1, 1] },
      { dilations: [2, 1, 1], includePadding: true },
      { dilations: [1, 1, 1], beyond: [1, 0, 1] },
      { dilations: [1, 1, 1], includePadding: true, beyond: [0, 1, 1] },
    ] as const)(`${kind} of volumes %o`, async (how) => {
      const operation = {
        kind,
        volume: true,
        size: [2, 3, 2],
        strides: [2, 1, 2],
        padding: [
          [1, 0],
          [1, 1],
          [0, 1],
        ],
        ...how,
      } as unknown as Operation;
      await expectRecorded(operation, [[5, 6, 5, 2]]);
      await expectRecorded(operation, [[2, 5, 6, 5, 1]]);
    });
  }
});
