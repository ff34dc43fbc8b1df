import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Size and strides of the windows of a pooling over an image. */
export interface PoolingWindows {
  readonly size: [number, number];
  readonly strides: [number, number];
  /** Distance between the cells of a window. Default 1. */
  readonly dilations?: [number, number];
}

/** The largest float32: infinite numbers are compared as if they were this, because ∞ − ∞ is NaN. */
const LARGEST = 3.4028234663852886e38;

/**
 * Passes each window's cotangent to its first maximum, in row-major order, as PyTorch and TensorFlow do.
 *
 * Written explicitly because ties are wrong in tfjs-wasm 4.22: for a constant input, only the first of all windows keeps its
 * gradient. One pass over the positions of the window: a position gets the cotangent if it has the maximum and no earlier
 * position did. All windows' cells at one position belong to one phase, which is every n-th row and column of the image with strides n, so
 * that sums are over small images, and phases are put together once.
 */
export function maxPoolVjp(
  { size, strides, dilations = [1, 1] }: PoolingWindows,
  padInfo: tf.backend_util.PadInfo,
  x: Tensor4D,
  output: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth] = output.shape;
  const reach = (axis: 0 | 1) => (size[axis] - 1) * dilations[axis] + 1;
  // The size of the phases of a canvas that is large enough for the padded image and for all windows.
  const rows = Math.ceil(Math.max(padInfo.top + height, outHeight * strides[0] + reach(0)) / strides[0]);
  const columns = Math.ceil(Math.max(padInfo.left + width, outWidth * strides[1] + reach(1)) / strides[1]);
  const shape: [number, number, number, number] = [batch, rows, columns, channels];
  const canvas: [number, number] = [rows * strides[0], columns * strides[1]];
  const finite = tf.clipByValue(x, -LARGEST, LARGEST);
  const largest = tf.clipByValue(output, -LARGEST, LARGEST);
  // A padded cell is smaller than every number, so it never wins.
  const image = padImage(finite, padInfo.top, padInfo.left, ...canvas, Number.NEGATIVE_INFINITY);
  const phases = new Map<string, Phase>();
  const phaseAt = (row: number, column: number): Phase => {
    const known = phases.get(`${row},${column}`);
    if (known) return known;
    const end = [batch, ...canvas, channels];
    const cells = tf.stridedSlice(image, [0, row, column, 0], end, [
      1,
      strides[0],
      strides[1],
      1,
    ]) as Tensor4D;
    const made: Phase = { cells };
    phases.set(`${row},${column}`, made);
    return made;
  };

  let free: Tensor = tf.onesLike(output);
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const [row, column] = [i * dilations[0], j * dilations[1]];
      const [down, across] = [Math.floor(row / strides[0]), Math.floor(column / strides[1])];
      const phase = phaseAt(row % strides[0], column % strides[1]);
      const candidate = tf.slice(phase.cells, [0, down, across, 0], output.shape);
      const wins = tf.mul(free, tf.sub(1, tf.step(tf.sub(largest, candidate))));
      free = tf.sub(free, wins);
      const share = padImage(tf.mul(cotangent, wins), down, across, rows, columns, 0);
      phase.sum = phase.sum === undefined ? share : tf.add(phase.sum, share);
    }
  }
  const lines = range(strides[0]).map((row) => {
    const sums = range(strides[1]).map((column) => phases.get(`${row},${column}`)?.sum ?? tf.fill(shape, 0));
    return tf.reshape(tf.concat(sums, 3), [batch, rows, canvas[1] * channels]);
  });
  const gradient = tf.reshape(tf.concat(lines, 2), [batch, ...canvas, channels]);
  return tf.slice(gradient, [0, padInfo.top, padInfo.left, 0], x.shape);
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Every n-th row and column of a canvas, and the sum of what its cells get. */
interface Phase {
  readonly cells: Tensor4D;
  sum?: Tensor;
}

/** Pads an image to a canvas filled with a value, with the image at (top, left). */
function padImage(image: Tensor4D, top: number, left: number, rows: number, columns: number, value: number) {
  const [, height, width] = image.shape;
  const paddings: [number, number][] = [
    [0, 0],
    [top, rows - top - height],
    [left, columns - left - width],
    [0, 0],
  ];
  return tf.pad(image, paddings, value);
}
