import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { forward, type Operation, vjp } from '../operation.js';

// Convolutions and pooling with explicit padding, strides, dilations and groups, as ONNX models have them, against loops over the
// definitions, and their vector–Jacobian products against the transposes of the same loops.

interface Geometry {
  height: number;
  width: number;
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  rows: [number, number];
  columns: [number, number];
  groups: number;
  inputs: number;
  outputs: number;
  frames: number;
}

const two = (low: number, high: number) =>
  fc.tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }));
const geometries: fc.Arbitrary<Geometry> = fc
  .record({
    height: fc.integer({ min: 3, max: 7 }),
    width: fc.integer({ min: 3, max: 7 }),
    kernel: two(1, 3),
    strides: two(1, 3),
    dilations: two(1, 2),
    rows: two(0, 2),
    columns: two(0, 2),
    groups: fc.integer({ min: 1, max: 3 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    frames: fc.integer({ min: 1, max: 2 }),
  })
  .filter(({ height, width, kernel, dilations, rows, columns }) => {
    const reach = (axis: 0 | 1) => (kernel[axis] - 1) * dilations[axis] + 1;
    return height + rows[0] + rows[1] >= reach(0) && width + columns[0] + columns[1] >= reach(1);
  });

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + seed));
const outputSide = (
  length: number,
  size: number,
  stride: number,
  dilation: number,
  [before, after]: [number, number],
) => Math.floor((length + before + after - (size - 1) * dilation - 1) / stride) + 1;

/** Calls a function for every product x · k of a convolution, with the indices of input, kernel and output. */
function products(
  g: Geometry,
  each: (x: number, k: number, y: number) => void,
): { outHeight: number; outWidth: number } {
  const outHeight = outputSide(g.height, g.kernel[0], g.strides[0], g.dilations[0], g.rows);
  const outWidth = outputSide(g.width, g.kernel[1], g.strides[1], g.dilations[1], g.columns);
  const [channels, filters] = [g.groups * g.inputs, g.groups * g.outputs];
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let i = 0; i < g.kernel[0]; i++)
        for (let j = 0; j < g.kernel[1]; j++) {
          const row = y * g.strides[0] + i * g.dilations[0] - g.rows[0];
          const column = x * g.strides[1] + j * g.dilations[1] - g.columns[0];
          if (row < 0 || column < 0 || row >= g.height || column >= g.width) continue;
          for (let filter = 0; filter < filters; filter++)
            for (let c = 0; c < g.inputs; c++) {
              const channel = Math.floor(filter / g.outputs) * g.inputs + c;
              each(
                (row * g.width + column) * channels + channel,
                ((i * g.kernel[1] + j) * g.inputs + c) * filters + filter,
                (y * outWidth + x) * filters + filter,
              );
            }
        }
  return { outHeight, outWidth };
}

function close(found: tf.Tensor, expected: ArrayLike<number>): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  const largest = Math.max(1, ...Array.from(expected, Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6 * largest);
  });
}

/** Checks an operation that is linear in its input: y = Σ x k over the triples, and x̄ = Σ ȳ k. */
function checkLinear(
  operation: Operation,
  xShape: number[],
  yShape: number[],
  k: Float32Array,
  triples: [number, number, number][],
): void {
  const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);
  const [frames, perFrame] = [xShape[0]! * xShape[1]!, size(xShape.slice(2))];
  const outPerFrame = size(yShape.slice(2));
  const x = numbers(size(xShape), 1);
  const cotangent = numbers(size(yShape), 2);
  const y = new Float64Array(size(yShape));
  const back = new Float64Array(size(xShape));
  for (let f = 0; f < frames; f++)
    for (const [ix, ik, iy] of triples) {
      y[f * outPerFrame + iy]! += x[f * perFrame + ix]! * k[ik]!;
      back[f * perFrame + ix]! += cotangent[f * outPerFrame + iy]! * k[ik]!;
    }
  tf.tidy(() => {
    const input = tf.tensor(x, xShape);
    const output = forward(operation, [input]);
    expect(output.shape).toEqual(yShape);
    close(output, y);
    close(vjp(operation, { inputs: [input], output }, tf.tensor(cotangent, yShape))[0]!, back);
  });
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  const triplesOf = (g: Geometry) => {
    const triples: [number, number, number][] = [];
    return { ...products(g, (x, k, y) => triples.push([x, k, y])), triples };
  };
  const options = { seed: 7, numRuns: 150 };

  it('convolutions', () => {
    fc.assert(
      fc.property(geometries, (g) => {
        const { outHeight, outWidth, triples } = triplesOf(g);
        const shape = [...g.kernel, g.inputs, g.groups * g.outputs];
        const k = numbers(
          shape.reduce((a, b) => a * b),
          3,
        );
        const kernel = tf.tensor(k, shape);
        const { strides, dilations, groups } = g;
        checkLinear(
          { kind: 'convolution', strides, dilations, groups, padding: [g.rows, g.columns], kernel },
          [2, g.frames, g.height, g.width, g.groups * g.inputs],
          [2, g.frames, outHeight, outWidth, g.groups * g.outputs],
          k,
          triples,
        );
        kernel.dispose();
      }),
      options,
    );
  });

  it('depthwise convolutions', () => {
    fc.assert(
      fc.property(geometries, (geometry) => {
        const g = { ...geometry, inputs: 1 };
        const { outHeight, outWidth, triples } = triplesOf(g);
        const shape = [...g.kernel, g.groups, g.outputs];
        const k = numbers(
          shape.reduce((a, b) => a * b),
          3,
        );
        const kernel = tf.tensor(k, shape);
        const { strides, dilations } = g;
        checkLinear(
          { kind: 'depthwiseConvolution', strides, dilations, padding: [g.rows, g.columns], kernel },
          [2, g.frames, g.height, g.width, g.groups],
          [2, g.frames, outHeight, outWidth, g.groups * g.outputs],
          k,
          triples,
        );
        kernel.dispose();
      }),
      options,
    );
  });

  it('transposed convolutions, also with cells added at the end', () => {
    fc.assert(
      fc.property(geometries, fc.integer({ min: 0, max: 2 }), (g, beyond) => {
        // The convolution that maps the result to the input, with a result as large as the formula says.
        const side = (axis: 0 | 1, [before, after]: [number, number], length: number) =>
          (length - 1) * g.strides[axis] + (g.kernel[axis] - 1) * g.dilations[axis] + 1 - before - after;
        const rows: [number, number] = [g.rows[0], g.rows[1] - beyond];
        const columns: [number, number] = [g.columns[0], g.columns[1] - beyond];
        const [height, width] = [side(0, rows, g.height), side(1, columns, g.width)];
        fc.pre(height > 0 && width > 0);
        const { outHeight, outWidth, triples } = triplesOf({ ...g, rows, columns, height, width });
        expect([outHeight, outWidth]).toEqual([g.height, g.width]);
        // Kernel of the transposed convolution: [height, width, its outputs per group, its inputs].
        const shape = [...g.kernel, g.inputs, g.groups * g.outputs];
        const k = numbers(
          shape.reduce((a, b) => a * b),
          3,
        );
        const kernel = tf.tensor(k, shape);
        const { strides, dilations, groups } = g;
        checkLinear(
          { kind: 'transposedConvolution', strides, dilations, groups, padding: [rows, columns], kernel },
          [2, g.frames, g.height, g.width, g.groups * g.outputs],
          [2, g.frames, height, width, g.groups * g.inputs],
          k,
          triples.map(([x, kk, y]) => [y, kk, x]),
        );
        kernel.dispose();
      }),
      options,
    );
  });

  it.each(['maxPool', 'averagePool'] as const)('%s', (kind) => {
    const windows = geometries
      .map((g) => ({ ...g, dilations: [1, 1] as [number, number], inputs: 1, outputs: 1 }))
      .filter(
        ({ kernel, rows, columns }) => Math.max(...rows) < kernel[0] && Math.max(...columns) < kernel[1],
      );
    fc.assert(
      fc.property(windows, (g) => {
        const { outHeight, outWidth, triples } = triplesOf(g);
        const shape = [2, g.frames, g.height, g.width, g.groups];
        const outShape = [2, g.frames, outHeight, outWidth, g.groups];
        const size = (of: number[]) => of.reduce((a, b) => a * b);
        // All numbers are negative, so that a padded cell of 0 would win.
        const x = numbers(size(shape), 1).map((value) => value - 2);
        const cotangent = numbers(size(outShape), 2);
        const y = new Float64Array(size(outShape));
        const back = new Float64Array(size(shape));
        const [perFrame, outPerFrame] = [size(shape.slice(2)), size(outShape.slice(2))];
        for (let f = 0; f < 2 * g.frames; f++)
          for (let o = 0; o < outPerFrame; o++) {
            const cells = triples.filter(([, , out]) => out === o).map(([cell]) => f * perFrame + cell);
            const at = f * outPerFrame + o;
            if (kind === 'averagePool') {
              for (const cell of cells) {
                y[at]! += x[cell]! / cells.length;
                back[cell]! += cotangent[at]! / cells.length;
              }
            } else {
              const winner = cells.reduce((best, cell) => (x[cell]! > x[best]! ? cell : best));
              y[at] = x[winner]!;
              back[winner]! += cotangent[at]!;
            }
          }
        const operation: Operation = {
          kind,
          size: g.kernel,
          strides: g.strides,
          padding: [g.rows, g.columns],
        };
        tf.tidy(() => {
          const input = tf.tensor(x, shape);
          const output = forward(operation, [input]);
          expect(output.shape).toEqual(outShape);
          close(output, y);
          close(vjp(operation, { inputs: [input], output }, tf.tensor(cotangent, outShape))[0]!, back);
        });
      }),
      options,
    );
  });
});
