import {
  checkNdarray,
  checkOptions,
  checkPositive,
  checkShape,
  gaussianKernel,
  type ImageLayout,
  mirroredIndex,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { compact, withChannelsLast } from '../maps/picture-layout.js';
import { stackRows } from '../maps/stack-rows.js';

/** Options of {@link gaussianBlur}. */
export interface GaussianBlurOptions {
  /** Order of the axes of the pictures. Default: channels last; shapes such as `[3, 64, 64]` are rejected. */
  readonly layout?: ImageLayout | undefined;
}

/**
 * Blurs pictures with a Gaussian that is cut off at four standard deviations; pictures are mirrored at the edges, as
 * in scipy's `gaussian_filter`.
 * @param inputs `[n, height, width, channels]`, or `[n, channels, height, width]` with `{ layout: 'channelsFirst' }`.
 * @param sigma standard deviation in pixels.
 * @throws if the inputs are not pictures, or `sigma` is not positive.
 * @category Faithfulness
 */
export function gaussianBlur(
  inputs: NdArray,
  sigma: number,
  options: GaussianBlurOptions = {},
): NdArray<Float32Array> {
  checkOptions<GaussianBlurOptions>('gaussianBlur', options, { layout: true });
  checkNdarray('gaussianBlur, inputs', inputs);
  checkShape('gaussianBlur', 'inputs', inputs.shape, ['n', 'height', 'width', 'channels']);
  checkPositive('gaussianBlur', 'sigma', sigma);
  const pictures = withChannelsLast('gaussianBlur', 'inputs', inputs, options.layout);
  const [, height = 0, width = 0, channels = 0] = pictures.shape;
  const weights = gaussianKernel(sigma);
  const blurred = Array.from(rows(pictures), (row) => {
    const down = blurAlong(row, { length: height, stride: width * channels }, weights);
    return blurAlong(down, { length: width, stride: channels }, weights);
  });
  const found = stackRows(blurred, pictures.shape.slice(1));
  return options.layout === 'channelsFirst' ? compact(found.transpose(0, 3, 1, 2)) : found;
}

/** Blurs along the axis of the given length, whose neighbours are `stride` numbers apart in memory. */
function blurAlong(
  values: Float64Array | Float32Array,
  { length, stride }: { length: number; stride: number },
  weights: Float64Array,
): Float64Array {
  const radius = (weights.length - 1) / 2;
  const inside = Int32Array.from({ length: length + 2 * radius }, (_, i) =>
    mirroredIndex(i - radius, length),
  );
  return Float64Array.from(values, (_, at) => {
    const place = Math.floor(at / stride) % length;
    const first = at - place * stride;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      sum += weights[k]! * values[first + inside[place + k]! * stride]!;
    }
    return sum;
  });
}
