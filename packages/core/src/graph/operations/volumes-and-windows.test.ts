import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { accurateForward } from '../accurate-forward.js';
import { forward, type Operation, vjp } from '../operation.js';

// Pooling with everything that ONNX knows, and convolutions of volumes against loops over the definitions, in float64.

type Pair = [number, number];

/** One axis of a pooling or convolution. */
interface Axis {
  length: number;
  size: number;
  stride: number;
  dilation: number;
  margin: Pair;
  beyond: number;
}

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
    return length + before + after >= reach && before < size && after + 1 < size + 1;
  });

const count = ({ length, size, stride, dilation, margin: [before, after], beyond }: Axis) =>
  Math.floor((length + before + after + beyond - (size - 1) * dilation - 1) / stride) + 1;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + seed));

/** All indices into a shape, in row-major order. */
function* indices(shape: readonly number[]): Generator<number[]> {
  for (let i = 0; i < sizeOf(shape); i++) {
    let left = i;
    yield [...shape]
      .reverse()
      .map((length) => {
        const own = left % length;
        left = Math.floor(left / length);
        return own;
      })
      .reverse();
  }
}

const flat = (index: readonly number[], shape: readonly number[]) =>
  index.reduce((at, i, axis) => at * shape[axis]! + i, 0);

/** The cells of the window, in row-major order, with their positions in the volume, also outside of it. */
const cellsOf = (axes: readonly Axis[], window: readonly number[]) =>
  [...indices(axes.map(({ size }) => size))].map((k) =>
    axes.map(({ stride, dilation, margin }, i) => window[i]! * stride + k[i]! * dilation - margin[0]),
  );

function close(found: tf.Tensor, expected: ArrayLike<number>): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  const largest = Math.max(1, ...Array.from(expected, Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(3e-6 * largest);
  });
}

/** Pools by the definition: for each output, the cells that count, of which the largest or the mean is taken. */
function pooledByLoops(
  kind: 'maxPool' | 'averagePool',
  axes: readonly Axis[],
  includePadding: boolean,
  x: Float32Array,
  cotangent: Float32Array,
  channels: number,
) {
  const [shape, outShape] = [axes.map(({ length }) => length), axes.map(count)];
  const y = new Float64Array(2 * sizeOf(outShape) * channels);
  const back = new Float64Array(2 * sizeOf(shape) * channels);
  for (const [sample = 0, channel = 0] of indices([2, channels]))
    for (const window of indices(outShape)) {
      const at = flat([sample, ...window, channel], [2, ...outShape, channels]);
      const cells = cellsOf(axes, window);
      const inside = cells.filter((cell) => cell.every((i, k) => i >= 0 && i < shape[k]!));
      const counted = cells.filter((cell) =>
        cell.every((i, k) => i >= -axes[k]!.margin[0] && i < shape[k]! + axes[k]!.margin[1]),
      );
      const share = 1 / (includePadding ? counted.length : inside.length);
      const own = inside.map((cell) => flat([sample, ...cell, channel], [2, ...shape, channels]));
      if (kind === 'averagePool') {
        for (const cell of own) {
          y[at]! += x[cell]! * share;
          back[cell]! += cotangent[at]! * share;
        }
      } else {
        const winner = own.reduce((best, cell) => (x[cell]! > x[best]! ? cell : best));
        y[at] = x[winner]!;
        back[winner]! += cotangent[at]!;
      }
    }
  return { y, back };
}

const hasCells = (axes: readonly Axis[]) =>
  axes.every((of) =>
    Array.from({ length: count(of) }, (_, window) => cellsOf([of], [window]).flat()).every((cells) =>
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
          (kind, axes, includePadding, tied) => {
            const channels = 2;
            const shape = [2, ...axes.map(({ length }) => length), channels];
            const outShape = [2, ...axes.map(count), channels];
            // All numbers are negative, so that a padded cell of 0 would win; some are equal.
            const x = numbers(sizeOf(shape), 1).map((value) => (tied ? Math.round(2 * value) : value) - 3);
            const cotangent = numbers(sizeOf(outShape), 2);
            const all = <T>(of: (axis: Axis) => T) => axes.map(of) as [T, T] & [T, T, T];
            const operation: Operation = {
              kind,
              ...(rank === 3 && { volume: true }),
              size: all(({ size }) => size),
              strides: all(({ stride }) => stride),
              dilations: all(({ dilation }) => dilation),
              padding: all(({ margin }) => margin),
              beyond: all(({ beyond }) => beyond),
              includePadding,
            } as Operation;
            const { y, back } = pooledByLoops(kind, axes, includePadding, x, cotangent, channels);
            tf.tidy(() => {
              const input = tf.tensor(x, shape);
              const output = forward(operation, [input]);
              expect(output.shape).toEqual(outShape);
              close(output, y);
              close(vjp(operation, { inputs: [input], output }, tf.tensor(cotangent, outShape))[0]!, back);
            });
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
          const [channels, filters] = [groups * inputs, groups * outputs];
          const shape = [2, ...axes.map(({ length }) => length), channels];
          const outShape = [2, ...axes.map(count), filters];
          const kernelShape = [...axes.map(({ size }) => size), inputs, filters];
          const [x, cotangent, k] = [shape, outShape, kernelShape].map((of, i) => numbers(sizeOf(of), i)) as [
            Float32Array,
            Float32Array,
            Float32Array,
          ];
          const y = new Float64Array(sizeOf(outShape));
          const back = new Float64Array(sizeOf(shape));
          for (const [sample = 0, ...window] of indices(outShape.slice(0, -1))) {
            cellsOf(axes, window).forEach((cell, position) => {
              if (!cell.every((i, axis) => i >= 0 && i < axes[axis]!.length)) return;
              for (let filter = 0; filter < filters; filter++)
                for (let c = 0; c < inputs; c++) {
                  const from = flat([sample, ...cell, Math.floor(filter / outputs) * inputs + c], shape);
                  const to = flat([sample, ...window, filter], outShape);
                  const weight = k[(position * inputs + c) * filters + filter]!;
                  y[to]! += x[from]! * weight;
                  back[from]! += cotangent[to]! * weight;
                }
            });
          }
          const all = <T>(of: (axis: Axis) => T) => axes.map(of) as [T, T, T];
          tf.tidy(() => {
            const operation: Operation = {
              kind,
              strides: all(({ stride }) => stride),
              dilations: all(({ dilation }) => dilation),
              padding: all(({ margin }) => margin),
              groups,
              kernel: tf.tensor(k, kernelShape),
            };
            const [image, arriving] = [tf.tensor(x, shape), tf.tensor(cotangent, outShape)];
            const [input, g] = kind === 'convolution3d' ? [image, arriving] : [arriving, image];
            const output = forward(operation, [input]);
            expect(output.shape).toEqual(g.shape);
            const [leaving] = vjp(operation, { inputs: [input], output }, g);
            close(output, kind === 'convolution3d' ? y : back);
            close(leaving!, kind === 'convolution3d' ? back : y);
          });
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
      close(accurateForward(operation, [x]), forward(operation, [x]).dataSync());
    });
  });
});
