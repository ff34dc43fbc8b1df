import type { NdArray } from 'ndarray';
import { pictureShape } from '../colour/channel-sums.js';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  unitIndex,
} from '../colour/color-map.js';
import type { RgbaImage } from './rgba-image.js';
import { checkScale, enlarge } from './upscale.js';

/** Options of {@link renderImage}. */
export interface RenderImageOptions {
  /** Draws a single-channel image by this colour map. Default: greyscale, black at the lower end of `range`. */
  readonly colorMap?: ColorMapName | ColorMap;
  /** Values drawn as black and as full intensity. What lies beyond is drawn as the nearer end. Default: [0, 1], and then values beyond it are an error. */
  readonly range?: readonly [low: number, high: number];
  /** Whole factor by which each pixel is enlarged, crisp. Default 1. */
  readonly scale?: number;
}

// Float32 arithmetic of a decoder may overshoot a little; 255 or -1 is another scale.
const OVERSHOOT = 1e-3;

/**
 * A model's input or output as a picture.
 *
 * @param image - ndarray [h, w], [h, w, 1] (greyscale, or a colour map) or [h, w, 3] (RGB) of floats in [0, 1]
 * @returns a new opaque picture of w · scale × h · scale pixels
 * @throws RangeError on another shape, an empty image, NaN or infinity, values outside [0, 1] where no `range` is
 * given, or a colour map for an RGB image
 */
export function renderImage(image: NdArray, options: RenderImageOptions = {}): RgbaImage {
  const caller = 'renderImage';
  const { range, scale = 1 } = options;
  checkScale(caller, scale);
  const [height, width, channels] = pictureShape(caller, image, 'an image');
  if (channels !== 1 && channels !== 3)
    throw new RangeError(`${caller}: expected 1 or 3 channels, got ${channels} (shape [${image.shape}])`);
  if (channels === 3 && options.colorMap !== undefined)
    throw new RangeError(`${caller}: a colour map is for single-channel images; this one has 3 channels`);
  const [low, high] = range ?? [0, 1];
  if (!(low < high && Number.isFinite(high - low)))
    throw new RangeError(`${caller}: expected range as two numbers low < high, got [${low}, ${high}]`);
  const table = colorTable(resolveColorMap(caller, options.colorMap ?? 'gray'));

  const data = new Uint8ClampedArray(4 * width * height);
  const flat = image.shape.length === 2;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = 4 * (y * width + x);
      for (let c = 0; c < channels; c++) {
        const value = flat ? image.get(y, x) : image.get(y, x, c);
        checkValue(value, range === undefined, [y, x, c]);
        const t = (Math.max(low, Math.min(high, value)) - low) / (high - low);
        if (channels === 3) data[pixel + c] = 255 * t;
        else data.set(table.subarray(3 * unitIndex(t), 3 * unitIndex(t) + 3), pixel);
      }
      data[pixel + 3] = 255;
    }
  const picture = { width, height, data };
  return scale === 1 ? picture : enlarge(caller, picture, scale);
}

function checkValue(value: number, unitRange: boolean, at: readonly number[]): void {
  const inside = !unitRange || (value >= -OVERSHOOT && value <= 1 + OVERSHOOT);
  if (Number.isFinite(value) && inside) return;
  const advice = Number.isFinite(value)
    ? 'expected values in [0, 1]; divide bytes by 255, or give `range`'
    : 'only finite numbers can be drawn';
  throw new RangeError(
    `renderImage: the image holds ${value} at row ${at[0]}, column ${at[1]}, channel ${at[2]}; ${advice}`,
  );
}
