import { size } from '@csm/base';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { places, positionOf } from '../../../test/array-places.js';
import { forward, type Operation, vjp } from '../src/graph/operation.js';

// Convolutions and pooling by their definitions, as loops over windows in float64.

export type Pair = [number, number];

/** One axis over which windows move. */
export interface Axis {
  length: number;
  size: number;
  stride: number;
  dilation: number;
  /** Padded cells before and after the axis. */
  margin: Pair;
  /** Cells beyond the margin that the last window may use. */
  beyond: number;
}

/** How many windows an axis has. */
export const windowCount = ({ length, size, stride, dilation, margin: [before, after], beyond }: Axis) =>
  Math.floor((length + before + after + beyond - (size - 1) * dilation - 1) / stride) + 1;

/** The cells of a window, in row-major order, with their places, also outside of the array. */
export const cellsOf = (axes: readonly Axis[], window: readonly number[]): number[][] =>
  places(axes.map(({ size }) => size)).map((cell) =>
    axes.map(({ stride, dilation, margin }, i) => window[i]! * stride + cell[i]! * dilation - margin[0]),
  );

const isInside = (cell: readonly number[], axes: readonly Axis[]) =>
  cell.every((i, axis) => i >= 0 && i < axes[axis]!.length);

/** Irregular numbers from −1 to 1. */
export const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + seed));

/** Expects numbers that differ by float32 rounding. */
export function expectClose(found: tf.Tensor, expected: ArrayLike<number>): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  const largest = Math.max(1, ...Array.from(expected, Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(3e-6 * largest);
  });
}

/** What a convolution is done with: `inputs` and `outputs` are the channels of each group. */
export interface Convolution {
  axes: readonly Axis[];
  groups: number;
  inputs: number;
  outputs: number;
  /** The axes before those of the windows. */
  leading: readonly number[];
  /** Default: `[…sizes, inputs, groups · outputs]`, whose numbers have the same order in other shapes of kernels. */
  kernelShape?: readonly number[];
  /** Whether the operation maps the convolution's output to its input. */
  isTransposed?: boolean;
}

/** Checks an operation, which is linear in its input, and its vector–Jacobian product: y = Σ x k, and x̄ = Σ ȳ k. */
export function expectConvolution(operationOf: (kernel: tf.Tensor) => Operation, with_: Convolution): void {
  const { axes, groups, inputs, outputs, leading, isTransposed = false } = with_;
  const [channels, filters] = [groups * inputs, groups * outputs];
  const [lengths, counts] = [axes.map(({ length }) => length), axes.map(windowCount)];
  const kernelShape = [...axes.map(({ size }) => size), inputs, filters];
  const [shape, outShape] = [
    [...leading, ...lengths, channels],
    [...leading, ...counts, filters],
  ];
  const [x, cotangent, k] = [
    numbers(size(shape), 1),
    numbers(size(outShape), 2),
    numbers(size(kernelShape), 3),
  ];
  const [y, back] = [new Float64Array(size(outShape)), new Float64Array(size(shape))];
  const samples = size(leading);
  for (const [w, window] of places(counts).entries()) {
    cellsOf(axes, window).forEach((cell, position) => {
      if (!isInside(cell, axes)) return;
      const place = positionOf(cell, lengths);
      for (let sample = 0; sample < samples; sample++)
        for (let filter = 0; filter < filters; filter++)
          for (let c = 0; c < inputs; c++) {
            const channel = Math.floor(filter / outputs) * inputs + c;
            const from = (sample * size(lengths) + place) * channels + channel;
            const to = (sample * size(counts) + w) * filters + filter;
            const weight = k[(position * inputs + c) * filters + filter]!;
            y[to]! += x[from]! * weight;
            back[from]! += cotangent[to]! * weight;
          }
    });
  }
  tf.tidy(() => {
    const operation = operationOf(tf.tensor(k, [...(with_.kernelShape ?? kernelShape)]));
    const [image, arriving] = [tf.tensor(x, shape), tf.tensor(cotangent, outShape)];
    const [input, g] = isTransposed ? [arriving, image] : [image, arriving];
    const output = forward(operation, [input]);
    expect(output.shape).toEqual(g.shape);
    const [leaving] = vjp(operation, { inputs: [input], output }, g);
    expectClose(output, isTransposed ? back : y);
    expectClose(leaving!, isTransposed ? y : back);
  });
}

/** What is pooled. */
export interface Pooling {
  axes: readonly Axis[];
  channels: number;
  /** The axes before those of the windows. */
  leading: readonly number[];
  includePadding?: boolean;
  /** Whether some numbers are equal. */
  isTied?: boolean;
}

/** Checks a pooling and its vector–Jacobian product. */
export function expectPooling(
  operation: Extract<Operation, { kind: 'maxPool' | 'averagePool' }>,
  { axes, channels, leading, includePadding = false, isTied = false }: Pooling,
): void {
  const [lengths, counts] = [axes.map(({ length }) => length), axes.map(windowCount)];
  const [shape, outShape] = [
    [...leading, ...lengths, channels],
    [...leading, ...counts, channels],
  ];
  // All numbers are negative, so that a padded cell of 0 would win.
  const x = numbers(size(shape), 1).map((value) => (isTied ? Math.round(2 * value) : value) - 3);
  const cotangent = numbers(size(outShape), 2);
  const [y, back] = [new Float64Array(size(outShape)), new Float64Array(size(shape))];
  const samples = size(leading);
  for (const window of places(counts)) {
    const cells = cellsOf(axes, window);
    const inside = cells.filter((cell) => isInside(cell, axes));
    const counted = cells.filter((cell) =>
      cell.every((i, axis) => i >= -axes[axis]!.margin[0] && i < axes[axis]!.length + axes[axis]!.margin[1]),
    );
    const share = 1 / (includePadding ? counted.length : inside.length);
    for (const [sample = 0, channel = 0] of places([samples, channels])) {
      const at = positionOf([sample, ...window, channel], [samples, ...counts, channels]);
      const own = inside.map((cell) =>
        positionOf([sample, ...cell, channel], [samples, ...lengths, channels]),
      );
      if (operation.kind === 'averagePool') {
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
  }
  tf.tidy(() => {
    const input = tf.tensor(x, shape);
    const output = forward(operation, [input]);
    expect(output.shape).toEqual(outShape);
    expectClose(output, y);
    expectClose(vjp(operation, { inputs: [input], output }, tf.tensor(cotangent, outShape))[0]!, back);
  });
}
