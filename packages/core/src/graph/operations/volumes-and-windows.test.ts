import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import {
  type Axis,
  cellsOf,
  expectClose,
  expectConvolution,
  expectPooling,
  numbers,
  type Pair,
  windowCount,
} from '../../../test/window-loops.js';
import { accurateForward } from '../accurate-forward.js';
import { forward, type Operation, vjp } from '../operation.js';

// Pooling with everything that ONNX knows, and convolutions of volumes.

const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });
const axis: fc.Arbitrary<Axis> = fc
  .record({
    length: upTo(6, 2),
    size: upTo(3),
    stride: upTo(3),
    dilation: upTo(2),
    margin: fc.tuple(upTo(2, 0), upTo(2, 0)),
    beyond: upTo(1, 0),
  })
  .filter(({ length, size, dilation, margin: [before, after] }) => {
    const reach = (size - 1) * dilation + 1;
    // Every window covers a cell of the image.
    return length + before + after >= reach && before < size && after < size;
  });

const hasCells = (axes: readonly Axis[]) =>
  axes.every((of) =>
    Array.from({ length: windowCount(of) }, (_, window) => cellsOf([of], [window]).flat()).every((cells) =>
      cells.some((cell) => cell >= 0 && cell < of.length),
    ),
  );

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  const options = { seed: 11, numRuns: 40 };
  const kinds = fc.constantFrom<'maxPool' | 'averagePool'>('maxPool', 'averagePool');

  it.each([2, 3])(
    'pooling over %s axes, dilated, with counted padding and windows beyond the end',
    (rank) => {
      fc.assert(
        fc.property(
          kinds,
          fc.array(axis, { minLength: rank, maxLength: rank }).filter(hasCells),
          fc.boolean(),
          fc.boolean(),
          (kind, axes, includePadding, isTied) => {
            const all = <T>(of: (axis: Axis) => T) => axes.map(of) as [T, T] & [T, T, T];
            const operation = {
              kind,
              ...(rank === 3 && { volume: true }),
              size: all(({ size }) => size),
              strides: all(({ stride }) => stride),
              dilations: all(({ dilation }) => dilation),
              padding: all(({ margin }) => margin),
              beyond: all(({ beyond }) => beyond),
              includePadding,
            } as Parameters<typeof expectPooling>[0];
            expectPooling(operation, { axes, channels: 2, leading: [2], includePadding, isTied });
          },
        ),
        options,
      );
    },
  );

  it('the padded cells never win a maximum, also against −∞', () => {
    for (const dilations of [undefined, [2, 2] as Pair]) {
      const operation: Operation = {
        kind: 'maxPool',
        size: [2, 2],
        strides: [1, 1],
        padding: [
          [1, 0],
          [1, 0],
        ],
        ...(dilations && { dilations }),
      };
      tf.tidy(() => {
        const x = tf.fill([1, 3, 3, 1], Number.NEGATIVE_INFINITY);
        const output = forward(operation, [x]);
        expect([...output.dataSync()].every((value) => value === Number.NEGATIVE_INFINITY)).toBe(true);
        const [back] = vjp(operation, { inputs: [x], output }, tf.onesLike(output));
        expect(tf.sum(back!).dataSync()[0]).toBe(output.size);
      });
    }
  });

  it.each(['convolution3d', 'transposedConvolution3d'] as const)('%s', (kind) => {
    fc.assert(
      fc.property(
        fc.array(axis, { minLength: 3, maxLength: 3 }),
        upTo(2),
        upTo(2),
        upTo(2),
        upTo(2, 0),
        (drawn, groups, inputs, outputs, beyond) => {
          // The transposed one maps the convolution's output to its input, which is as long as the formula says.
          const axes = drawn.map((of): Axis => {
            if (kind === 'convolution3d') return { ...of, beyond: 0 };
            const margin: Pair = [of.margin[0], of.margin[1] - beyond];
            const reach = (of.size - 1) * of.dilation + 1;
            return {
              ...of,
              beyond: 0,
              margin,
              length: (of.length - 1) * of.stride + reach - margin[0] - margin[1],
            };
          });
          fc.pre(axes.every(({ length }) => length > 0));
          const all = <T>(of: (axis: Axis) => T) => axes.map(of) as [T, T, T];
          expectConvolution(
            (kernel) => ({
              kind,
              strides: all(({ stride }) => stride),
              dilations: all(({ dilation }) => dilation),
              padding: all(({ margin }) => margin),
              groups,
              kernel,
            }),
            { axes, groups, inputs, outputs, leading: [2], isTransposed: kind === 'transposedConvolution3d' },
          );
        },
      ),
      { ...options, numRuns: 15 },
    );
  });

  it('padding with negative margins crops, and with a value fills', () => {
    const x = tf.tensor([1, 2, 3, 4, 5, 6], [1, 2, 3]);
    const operation: Operation = {
      kind: 'padding',
      margins: [
        [0, 0],
        [1, -1],
        [-1, 1],
      ],
      value: 9,
    };
    const output = forward(operation, [x]);
    expect(output.arraySync()).toEqual([
      [
        [9, 9, 9],
        [2, 3, 9],
      ],
    ]);
    const [back] = vjp(operation, { inputs: [x], output }, tf.tensor([1, 2, 3, 4, 5, 6], [1, 2, 3]));
    expect([...back!.dataSync()]).toEqual([0, 4, 5, 0, 0, 0]);
  });

  it('the accurate forward pass of a convolution with explicit padding and groups is the plain one, with less rounding', () => {
    tf.tidy(() => {
      const operation: Operation = {
        kind: 'convolution',
        strides: [2, 1],
        padding: [
          [0, 2],
          [1, 0],
        ],
        groups: 2,
        kernel: tf.tensor(numbers(2 * 3 * 2 * 4, 1), [2, 3, 2, 4]),
        bias: tf.tensor1d([1, 2, 3, 4]),
      };
      const x = tf.tensor(numbers(2 * 5 * 4 * 4, 2), [2, 5, 4, 4]);
      expectClose(accurateForward(operation, [x]), forward(operation, [x]).dataSync());
    });
  });
});
