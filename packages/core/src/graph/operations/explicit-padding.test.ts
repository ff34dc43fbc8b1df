import { registerKernels } from '@csm/wasm';
import * as fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { type Axis, expectConvolution, expectPooling, type Pair } from '../../../test/window-loops.js';

// Convolutions and pooling of images with explicit padding, strides, dilations and groups, as ONNX models have them.

const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });
const axis: fc.Arbitrary<Axis> = fc
  .record({
    length: upTo(7, 3),
    size: upTo(3),
    stride: upTo(3),
    dilation: upTo(2),
    margin: fc.tuple(upTo(2, 0), upTo(2, 0)),
    beyond: fc.constant(0),
  })
  .filter(
    ({ length, size, dilation, margin: [before, after] }) => length + before + after > (size - 1) * dilation,
  );

const geometries = fc.record({
  axes: fc.tuple(axis, axis),
  groups: upTo(3),
  inputs: upTo(2),
  outputs: upTo(2),
  frames: upTo(2),
});

const windowsOf = ([rows, columns]: readonly [Axis, Axis]) => ({
  strides: [rows.stride, columns.stride] as Pair,
  dilations: [rows.dilation, columns.dilation] as Pair,
  padding: [rows.margin, columns.margin] as [Pair, Pair],
});

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  const options = { seed: 7, numRuns: 150 };

  it('convolutions', () => {
    fc.assert(
      fc.property(geometries, ({ frames, ...g }) => {
        const { axes, groups } = g;
        expectConvolution((kernel) => ({ kind: 'convolution', ...windowsOf(axes), groups, kernel }), {
          ...g,
          leading: [2, frames],
        });
      }),
      options,
    );
  });

  it('depthwise convolutions', () => {
    fc.assert(
      fc.property(geometries, ({ frames, ...g }) => {
        const { axes, groups, outputs } = g;
        expectConvolution((kernel) => ({ kind: 'depthwiseConvolution', ...windowsOf(axes), kernel }), {
          ...g,
          inputs: 1,
          leading: [2, frames],
          kernelShape: [...axes.map(({ size }) => size), groups, outputs],
        });
      }),
      options,
    );
  });

  it('transposed convolutions, also with cells added at the end', () => {
    fc.assert(
      fc.property(geometries, upTo(2, 0), ({ frames, ...g }, added) => {
        // The convolution that maps the result to the input, with a result as large as the formula says.
        const axes = g.axes.map((of): Axis => {
          const margin: Pair = [of.margin[0], of.margin[1] - added];
          const reach = (of.size - 1) * of.dilation + 1;
          return { ...of, margin, length: (of.length - 1) * of.stride + reach - margin[0] - margin[1] };
        }) as [Axis, Axis];
        fc.pre(axes.every(({ length }) => length > 0));
        const { groups } = g;
        expectConvolution(
          (kernel) => ({ kind: 'transposedConvolution', ...windowsOf(axes), groups, kernel }),
          {
            ...g,
            axes,
            leading: [2, frames],
            isTransposed: true,
          },
        );
      }),
      options,
    );
  });

  it.each(['maxPool', 'averagePool'] as const)('%s', (kind) => {
    const windows = geometries
      .map(({ axes, ...g }) => ({ ...g, axes: axes.map((of) => ({ ...of, dilation: 1 })) as [Axis, Axis] }))
      .filter(({ axes }) => axes.every(({ size, margin }) => Math.max(...margin) < size));
    fc.assert(
      fc.property(windows, ({ axes, frames, groups }) => {
        const { strides, padding } = windowsOf(axes);
        const [{ size: height }, { size: width }] = axes;
        expectPooling(
          { kind, size: [height, width], strides, padding },
          { axes, leading: [2, frames], channels: groups },
        );
      }),
      options,
    );
  });
});
