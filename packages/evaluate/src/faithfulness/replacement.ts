import type { NdArray } from 'ndarray';
import { checkPositive } from '../maps/check.js';
import { fromRows, rowsOf } from '../maps/maps.js';

/**
 * What stands in for features that are taken away: a number; one input such as the mean of the data, `[...inputShape]`; an array
 * of the inputs' shape, one for each; or the blurred input, `{ blur: σ in pixels }`, of pictures.
 */
export type Replacement = number | NdArray | { readonly blur: number };

/** The replacement of each input, in its shape. @throws if it does not fit. */
export function replacementFor(
  caller: string,
  inputs: NdArray,
  replacement: Replacement,
): NdArray<Float32Array> {
  const shape = inputs.shape.slice(1);
  const rows = rowsOf(inputs);
  if (typeof replacement === 'number') {
    if (!Number.isFinite(replacement)) {
      throw new Error(`${caller}: the replacement must be finite; got ${replacement}.`);
    }
    return fromRows(
      rows.map((row) => row.map(() => replacement)),
      shape,
    );
  }
  if ('blur' in replacement) return gaussianBlur(inputs, replacement.blur);
  if (`${replacement.shape}` === `${inputs.shape}`) return fromRows(rowsOf(replacement), shape);
  if (`${replacement.shape}` !== `${shape}`) {
    throw new Error(
      `${caller}: the replacement must have shape [${shape}] or [${inputs.shape}]; got [${replacement.shape}].`,
    );
  }
  const one = Float32Array.from(rowsOf(replacement).flatMap((row) => [...row]));
  return fromRows(
    rows.map(() => one),
    shape,
  );
}

/**
 * Pictures blurred by a Gaussian of the given standard deviation in pixels, mirrored at the edges and cut off at four standard
 * deviations: as scipy's `gaussian_filter`.
 * @param inputs `[n, height, width, channels]`.
 */
export function gaussianBlur(inputs: NdArray, sigma: number): NdArray<Float32Array> {
  checkPositive('gaussianBlur', 'blur', sigma);
  const [, height = 0, width = 0, channels = 0] = inputs.shape;
  if (inputs.shape.length !== 4) {
    throw new Error(
      `gaussianBlur: only pictures [n, height, width, channels] can be blurred; got [${inputs.shape}].`,
    );
  }
  const weights = gaussianWeights(sigma);
  const rows = rowsOf(inputs).map((row) => {
    const down = blurAlong(row, { length: height, stride: width * channels }, weights);
    return blurAlong(down, { length: width, stride: channels }, weights);
  });
  return fromRows(rows, inputs.shape.slice(1));
}

function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Along one axis of an array, whose neighbours lie `stride` apart. */
function blurAlong(
  values: Float64Array | Float32Array,
  { length, stride }: { length: number; stride: number },
  weights: Float64Array,
): Float64Array {
  const radius = (weights.length - 1) / 2;
  return Float64Array.from(values, (_, at) => {
    const place = Math.floor(at / stride) % length;
    const first = at - place * stride;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      sum += weights[k + radius]! * values[first + mirrored(place + k, length) * stride]!;
    }
    return sum;
  });
}

/** A place beyond the edge, mirrored: −1 is 0, −2 is 1. */
function mirrored(place: number, length: number): number {
  const folded = ((place % (2 * length)) + 2 * length) % (2 * length);
  return folded < length ? folded : 2 * length - 1 - folded;
}
