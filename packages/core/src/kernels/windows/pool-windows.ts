import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ofSides, type Sides, type WindowPadding } from './convolution-padding.js';
import { poolVjp } from './pool-vjp.js';
import { type Windows, windowCounts, windowSumsVjp, windowTotals } from './window-sums.js';

/** A pooling over windows of an image, NHWC. */
export interface WindowPooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: WindowPadding;
  /** Distance between the cells of a window; with explicit padding only. Default 1. */
  readonly dilations?: [number, number];
  /** Whether padded cells count, as zeros, in an average; with explicit padding only. Default false. */
  readonly includePadding?: boolean;
  /**
   * Numbers of rows and columns after the padding that the last windows cover too, and that never count: ONNX's `ceil_mode`. With
   * explicit padding only. Default 0.
   */
  readonly beyond?: [number, number];
}

export function pooled(operation: WindowPooling, x: Tensor4D): Tensor4D {
  const { kind, size, strides, padding } = operation;
  const windows = windowsOf(operation);
  if (windows === undefined || isOrdinary(operation)) {
    const pool = kind === 'maxPool' ? tf.maxPool : tf.avgPool;
    const pad = windows === undefined ? (padding as 'same' | 'valid') : ofSides(windows.margins);
    return pool(x, size, strides, pad);
  }
  if (kind === 'maxPool') return windowTotals('maximum', x, windows);
  return tf.div(windowTotals('sum', x, windows), cellCounts(operation, windows, x.shape));
}

export function pooledVjp(
  operation: WindowPooling,
  x: Tensor4D,
  output: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  const { kind, size, strides, padding, dilations } = operation;
  const windows = windowsOf(operation);
  if (windows && kind === 'averagePool' && !isOrdinary(operation)) {
    return windowSumsVjp(x.shape, windows, tf.div(cotangent, cellCounts(operation, windows, x.shape)));
  }
  const pad = windows === undefined ? (padding as 'same' | 'valid') : ofSides(windows.margins);
  const { padInfo } = tf.backend_util.computePool2DInfo(
    x.shape,
    size,
    strides,
    dilations ?? 1,
    pad,
    undefined,
    'channelsLast',
  );
  return poolVjp(kind, { size, strides, ...(dilations && { dilations }) }, padInfo, x, output, cotangent);
}

/** Whether tfjs has the pooling. */
function isOrdinary({ kind, dilations, includePadding }: WindowPooling): boolean {
  const isDilated = dilations?.some((distance) => distance !== 1) ?? false;
  return !isDilated && (kind === 'maxPool' || !includePadding);
}

function windowsOf({
  size,
  strides,
  padding,
  dilations = [1, 1],
  beyond = [0, 0],
}: WindowPooling): Windows | undefined {
  if (typeof padding === 'string') return undefined;
  const [rows, columns] = padding;
  const margins: Sides = [
    [rows[0], rows[1] + beyond[0]],
    [columns[0], columns[1] + beyond[1]],
  ];
  return { size, strides, dilations, margins };
}

/** How many cells count in each average, `[1, height, width, 1]`. */
function cellCounts(operation: WindowPooling, windows: Windows, image: readonly number[]): Tensor {
  const padding = operation.padding as Sides;
  const numbers = windowCounts(image, windows);
  const along = (axis: 0 | 1) => {
    const [before, after] = operation.includePadding ? padding[axis] : [0, 0];
    const [first, end] = [-before, (image[axis + 1] ?? 0) + after];
    return Array.from({ length: numbers[axis] }, (_, window) => {
      const start = window * windows.strides[axis] - windows.margins[axis][0];
      const cells = Array.from({ length: windows.size[axis] }, (_, i) => start + i * windows.dilations[axis]);
      return cells.filter((cell) => cell >= first && cell < end).length;
    });
  };
  const [rows, columns] = [along(0), along(1)];
  const counts = rows.flatMap((row) => columns.map((column) => row * column));
  return tf.tensor(counts, [1, rows.length, columns.length, 1]);
}
