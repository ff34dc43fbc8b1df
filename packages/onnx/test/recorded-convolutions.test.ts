import type { Operation } from '@csm/core/extend';
import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomWeight } from './recorded.js';

type Sides = [[number, number], [number, number]];
const explicit: Sides = [
  [1, 2],
  [0, 3],
];
const wide: Sides = [
  [4, 0],
  [3, 4],
];
/** Wider than the kernel, where it crops the result. */
const crop: Sides = [
  [4, 0],
  [1, 3],
];
const negative: Sides = [
  [1, -1],
  [-2, 1],
];

const geometries = (['same', 'valid', explicit, wide] as const).flatMap((padding) =>
  (
    [
      [[1, 1], undefined],
      [[2, 1], undefined],
      [[3, 3], undefined],
      [[4, 5], undefined],
      [
        [1, 1],
        [2, 1],
      ],
      [
        [2, 2],
        [1, 2],
      ],
    ] as const
  ).map(([strides, dilations]) => ({
    padding,
    strides: [...strides] as [number, number],
    ...(dilations && { dilations: [...dilations] as [number, number] }),
  })),
);
const shown = (geometry: object) => JSON.stringify(geometry);

async function expectOperation(operation: Operation, ...shapes: number[][]): Promise<void> {
  await expectRecorded(operation, shapes);
  dispose(operation as never);
}

describe('recorded convolutions of images', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(geometries.map((geometry) => [shown(geometry), geometry] as const))(
    'convolution %s',
    async (_, geometry) => {
      for (const [height, width] of [
        [3, 2],
        [1, 1],
      ] as const) {
        const kernel = randomWeight(height, width, 2, 3);
        await expectOperation({ kind: 'convolution', ...geometry, kernel, bias: randomWeight(3) }, [9, 8, 2]);
      }
    },
  );

  it.each([
    ['same', 4, 5],
    ['valid', 4, 5],
    ['valid', 6, 4],
    [explicit, 5, 4],
    [wide, 5, 5],
    [wide, 4, 6],
  ] as const)(
    'of many channels, whose strides of 2 are undone row by row: padding %s, kernel %s x %s',
    async (padding, rows, columns) => {
      const kernel = randomWeight(rows, columns, 32, 3);
      const operators = await expectRecorded({ kind: 'convolution', strides: [2, 2], padding, kernel }, [
        [10, 8, 32],
      ]);
      expect(operators.recorded.filter((op) => op === 'Conv')).toHaveLength(padding === wide ? 1 : 5);
      kernel.dispose();
    },
  );

  it('of groups, at once', async () => {
    for (const geometry of geometries) {
      const kernel = randomWeight(3, 2, 2, 6);
      const operation = { kind: 'convolution', groups: 3, ...geometry, kernel } as const;
      const { written = [] } = await expectRecorded(operation, [[9, 8, 6]]);
      expect(written.filter((op) => op.startsWith('Conv'))).toHaveLength(2);
      kernel.dispose();
    }
  });

  it('of frames', async () => {
    const kernel = randomWeight(3, 2, 2, 4);
    const bias = randomWeight(4);
    await expectOperation(
      { kind: 'convolution', strides: [2, 1], padding: 'same', kernel, bias },
      [3, 6, 5, 2],
    );
  });

  it.each(geometries.map((geometry) => [shown(geometry), geometry] as const))(
    'depthwise %s',
    async (_, geometry) => {
      for (const multiplier of [1, 2]) {
        const kernel = randomWeight(3, 2, 3, multiplier);
        const bias = randomWeight(3 * multiplier);
        await expectOperation({ kind: 'depthwiseConvolution', ...geometry, kernel, bias }, [9, 8, 3]);
      }
    },
  );

  it.each(
    [
      ...geometries.filter(({ padding, dilations }) => typeof padding !== 'string' || !dilations),
      { padding: negative, strides: [2, 2] as [number, number] },
    ].map((geometry) => [shown(geometry), geometry] as const),
  )('transposed %s', async (_, geometry) => {
    const kernel = randomWeight(3, 2, 2, 4);
    const own = { ...geometry, padding: geometry.padding === wide ? crop : geometry.padding };
    await expectOperation(
      { kind: 'transposedConvolution', ...own, kernel, bias: randomWeight(2) },
      [5, 6, 4],
    );
    if (typeof geometry.padding === 'string') return;
    const ofGroups = randomWeight(3, 2, 2, 4);
    await expectOperation({ kind: 'transposedConvolution', groups: 2, ...own, kernel: ofGroups }, [5, 6, 4]);
  });
});

describe('recorded convolutions of sequences and volumes', () => {
  beforeAll(() => useBackend('cpu'));

  it('convolution1d', async () => {
    for (const padding of ['same', 'valid'] as const)
      for (const [stride, dilation] of [
        [1, 1],
        [2, 1],
        [4, 1],
        [1, 3],
      ] as const) {
        const kernel = randomWeight(3, 2, 4);
        const bias = randomWeight(4);
        await expectOperation({ kind: 'convolution1d', stride, dilation, padding, kernel, bias }, [9, 2]);
      }
  });

  it.each([
    [
      [1, 1, 1],
      [1, 1, 1],
    ],
    [
      [2, 1, 3],
      [1, 1, 1],
    ],
    [
      [1, 2, 1],
      [2, 1, 2],
    ],
  ] as const)('volumes, strides %s, dilations %s', async (strides, dilations) => {
    const padding = [
      [1, 0],
      [0, 2],
      [1, 1],
    ] as const;
    const geometry = { strides, dilations, padding };
    await expectOperation(
      { kind: 'convolution3d', ...geometry, kernel: randomWeight(2, 3, 2, 2, 4), bias: randomWeight(4) },
      [5, 7, 6, 2],
    );
    await expectOperation(
      { kind: 'convolution3d', groups: 2, ...geometry, kernel: randomWeight(2, 3, 2, 2, 4) },
      [2, 5, 7, 6, 4],
    );
    await expectOperation(
      {
        kind: 'transposedConvolution3d',
        ...geometry,
        kernel: randomWeight(2, 3, 2, 4, 2),
        bias: randomWeight(4),
      },
      [3, 4, 3, 2],
    );
    await expectOperation(
      { kind: 'transposedConvolution3d', groups: 2, ...geometry, kernel: randomWeight(2, 3, 2, 2, 4) },
      [3, 4, 3, 4],
    );
  });
});
