import {
  channelsLast,
  checkCount,
  checkNdarray,
  checkOptions,
  checkPositive,
  contiguous,
  invalidArgument,
  pictureLayout,
  rows,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { cieLab } from './cie-lab.js';
import { connectedSegments } from './connected-segments.js';
import { slic } from './slic.js';
import type { SuperpixelsOptions } from './superpixels-options.js';

/**
 * Superpixels of images as features: connected regions of similar colour, by SLIC (simple linear iterative clustering). k-means
 * of the pixels' colours and positions, with distances (Δcolour)² + (compactness · Δposition / S)², where S is the side of a square
 * with the mean area; ten iterations; regions smaller than S² / 4 are joined to the
 * neighbour with the longest common border, unless both together are larger than 2 S² and another one fits.
 *
 * Colours are those of CIELAB (D65) if there are three channels, which are taken for sRGB; otherwise the channels times 100.
 * Each image is first scaled to 0 to 1 by its smallest and largest number. Deterministic.
 *
 * Source: Achanta, Shaji, Smith, Lucchi, Fua & Süsstrunk 2012 (doi 10.1109/TPAMI.2012.120).
 *
 * @param images one image `[height, width, channels]`, or several `[n, height, width, channels]`, or with channels first.
 * @returns labels from 0, without gaps, `[height, width, 1]` or `[n, height, width, 1]` (with channels first `[1, height, width]` or
 * `[n, 1, height, width]`); their number is near `count`, not equal to it.
 * @throws if the images have another number of axes or numbers that are not finite, or an option is invalid.
 * @category Features
 */
export function superpixels(images: NdArray, options: SuperpixelsOptions = {}): NdArray<Int32Array> {
  checkOptions<SuperpixelsOptions>('superpixels', options, { count: true, compactness: true, layout: true });
  checkNdarray('superpixels', images);
  const { count = 100, compactness = 10 } = options;
  checkCount('superpixels', 'count', count);
  checkPositive('superpixels', 'compactness', compactness);
  const { length } = images.shape;
  if ((length !== 3 && length !== 4) || images.size === 0) {
    throw invalidArgument(
      'superpixels: expected one image [height, width, channels] or several [n, height, width, channels]; got shape ' +
        `[${images.shape.join(', ')}].`,
    );
  }
  const layout = pictureLayout('superpixels', 'the images', images.shape.slice(-3), options.layout);
  const pictures = channelsLast(images, layout);
  const [height = 0, width = 0, channels = 0] = pictures.shape.slice(-3);
  const flat = ndarray(contiguous(pictures), [
    pictures.size / (height * width * channels),
    height,
    width,
    channels,
  ]);
  const labels = new Int32Array((flat.shape[0] ?? 0) * height * width);
  for (const [k, image] of [...rows(flat)].entries()) {
    const colours = coloursOf(image, channels);
    const { segments, least } = slic({ colours, height, width, channels }, count, compactness);
    labels.set(connectedSegments(segments, height, width, least), k * height * width);
  }
  const before = length === 4 ? images.shape.slice(0, 1) : [];
  const shape = layout === 'channelsFirst' ? [1, height, width] : [height, width, 1];
  return ndarray(labels, [...before, ...shape]);
}

/** The colours of an image, scaled to its range. */
function coloursOf(image: Float32Array, channels: number): Float64Array {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of image) {
    if (!Number.isFinite(value)) {
      throw invalidArgument(`superpixels: images must be finite numbers; got ${value}.`);
    }
    [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
  }
  const range = greatest - least || 1;
  const scaled = Float64Array.from(image, (value) => (value - least) / range);
  return channels === 3 ? cieLab(scaled) : scaled.map((value) => 100 * value);
}
