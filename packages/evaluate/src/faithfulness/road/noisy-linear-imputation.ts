import { conjugateGradient, type Multiply } from './conjugate-gradient.js';

/** Row and column offsets of the eight neighbours of a pixel, with their weights: 1/6 in its row or column, 1/12 diagonally. */
const NEIGHBOURS: readonly (readonly [row: number, column: number, weight: number])[] = [
  [-1, 0, 1 / 6],
  [1, 0, 1 / 6],
  [0, -1, 1 / 6],
  [0, 1, 1 / 6],
  [-1, -1, 1 / 12],
  [-1, 1, 1 / 12],
  [1, -1, 1 / 12],
  [1, 1, 1 / 12],
];

/** A picture with the channels last, row-major. */
export interface Picture {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Replaces pixels by what their neighbours suggest. All removed pixels are solved for together: each is the weighted mean of its neighbours in
 * the picture, x_p = Σ_q w_pq x_q / Σ_q w_pq, and then gets noise. Without it, a model could read from the smoothness which pixels were removed.
 *
 * @param removed indices of the pixels that are replaced; at least one pixel must remain.
 * @param noise called once per removed number.
 */
export function noisyLinearImputation(
  { values, height, width, channels }: Picture,
  removed: readonly number[],
  noise: () => number,
): Float32Array {
  const unknownAt = new Int32Array(height * width).fill(-1);
  for (const [unknown, pixel] of removed.entries()) unknownAt[pixel] = unknown;
  const { multiply, known } = linearSystem({ height, width }, removed, unknownAt);
  const imputed = values.slice();
  for (let channel = 0; channel < channels; channel++) {
    const right = new Float64Array(removed.length);
    let sum = 0;
    for (const { unknown, pixel, weight } of known) {
      const value = values[pixel * channels + channel]!;
      right[unknown]! += weight * value;
      sum += value;
    }
    const solution = new Float64Array(removed.length).fill(sum / known.length);
    conjugateGradient(multiply, right, solution);
    for (const [unknown, pixel] of removed.entries()) {
      imputed[pixel * channels + channel] = solution[unknown]! + noise();
    }
  }
  return imputed;
}

/** The linear equations of removed pixels: a symmetric positive definite matrix, as long as one pixel of the picture is known. */
interface LinearSystem {
  readonly multiply: Multiply;
  /** The neighbours of removed pixels whose values are known. */
  readonly known: readonly { readonly unknown: number; readonly pixel: number; readonly weight: number }[];
}

function linearSystem(
  { height, width }: Pick<Picture, 'height' | 'width'>,
  removed: readonly number[],
  unknownAt: Int32Array,
): LinearSystem {
  const count = removed.length;
  const diagonal = new Float64Array(count);
  const known: { unknown: number; pixel: number; weight: number }[] = [];
  /** The removed neighbours of each removed pixel; itself, with weight 0, where a neighbour is known or outside the picture. */
  const neighbours = new Int32Array(count * NEIGHBOURS.length);
  const weights = new Float64Array(count * NEIGHBOURS.length);
  for (const [unknown, pixel] of removed.entries()) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    for (const [k, [down, right, weight]] of NEIGHBOURS.entries()) {
      const at = unknown * NEIGHBOURS.length + k;
      neighbours[at] = unknown;
      const [y, x] = [row + down, column + right];
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      diagonal[unknown]! += weight;
      const other = unknownAt[y * width + x]!;
      if (other === -1) {
        known.push({ unknown, pixel: y * width + x, weight });
      } else {
        neighbours[at] = other;
        weights[at] = weight;
      }
    }
  }
  const multiply: Multiply = (vector, product) => {
    for (let row = 0, at = 0; row < count; row++) {
      let sum = diagonal[row]! * vector[row]!;
      for (const end = at + NEIGHBOURS.length; at < end; at++) sum -= weights[at]! * vector[neighbours[at]!]!;
      product[row] = sum;
    }
  };
  return { multiply, known };
}
