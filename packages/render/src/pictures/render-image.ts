import { checkCount, checkOptions, type ImageLayout, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkPictureArray } from '../checks/check-picture-array.js';
import { checkRange } from '../checks/check-range.js';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  unitIndex,
} from '../colour/color-map.js';
import type { DrawnImage } from './rgba-image.js';
import { enlarge } from './upscale.js';

/** Options of {@link renderImage}. */
export interface RenderImageOptions {
  /** Colour map of a single-channel image. Default: greyscale, black at the lower end of `range`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /**
   * The values that are drawn as black and as full intensity; values outside the range are drawn as the nearer end.
   * Default [0, 1], for which values outside the range are an error.
   */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Integer factor by which each pixel is enlarged, without smoothing. Default 1. */
  readonly scale?: number | undefined;
  /** Order of the axes: `layout` of the encoder. Default: channels last; shapes such as `[3, 64, 64]` are rejected. */
  readonly layout?: ImageLayout | undefined;
}

// The float32 arithmetic of a decoder may overshoot [0, 1] a little; values such as 255 or −1 indicate another scale.
const OVERSHOOT = 1e-3;

/**
 * Draws the input or output of a model.
 *
 * @param image ndarray `[h, w]`, `[h, w, 1]` (greyscale, or a colour map) or `[h, w, 3]` (RGB) of floats in [0, 1]; `[1, h, w]` and
 *   `[3, h, w]` with `{ layout: 'channelsFirst' }`.
 * @returns a new opaque picture of w · scale × h · scale pixels.
 * @throws if the image has another shape, is empty, holds NaN or infinity, or values outside [0, 1] without a `range`; or
 * if an RGB image gets a colour map.
 * @category Pictures
 */
export function renderImage(image: NdArray, options: RenderImageOptions = {}): DrawnImage {
  checkOptions('renderImage', options, { colorMap: true, range: true, scale: true, layout: true });
  const { scale = 1 } = options;
  checkCount('renderImage', 'scale', scale);
  const picture = drawImage('renderImage', image, options);
  return scale === 1 ? picture : enlarge('renderImage', picture, scale);
}

/** The same as {@link renderImage} without enlarging; errors name the given function. */
export function drawImage(
  caller: string,
  image: NdArray,
  options: Pick<RenderImageOptions, 'colorMap' | 'range' | 'layout'>,
): DrawnImage {
  const { range, layout } = options;
  const { height, width, channels, picture } = checkPictureArray(caller, 'image', image, layout);
  if (channels !== 1 && channels !== 3) {
    throw invalidArgument(
      `${caller}: image must have 1 or 3 channels; got ${channels} (shape [${image.shape}]).`,
    );
  }
  if (channels === 3 && options.colorMap !== undefined) {
    throw invalidArgument(`${caller}: colorMap is for single-channel images; the image has 3 channels.`);
  }
  if (range) checkRange(caller, 'range', range);
  const [low, high] = range ?? [0, 1];
  const table = colorTable(resolveColorMap(caller, options.colorMap ?? 'gray'));
  const data = new Uint8ClampedArray(4 * width * height);
  const flat = picture.shape.length === 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = 4 * (y * width + x);
      for (let c = 0; c < channels; c++) {
        const value = flat ? picture.get(y, x) : picture.get(y, x, c);
        checkValue(caller, value, range === undefined, { y, x, c });
        const t = (Math.max(low, Math.min(high, value)) - low) / (high - low);
        if (channels === 3) data[pixel + c] = 255 * t;
        else data.set(table.subarray(3 * unitIndex(t), 3 * unitIndex(t) + 3), pixel);
      }
      data[pixel + 3] = 255;
    }
  }
  return { width, height, data };
}

function checkValue(
  caller: string,
  value: number,
  unitRange: boolean,
  at: { y: number; x: number; c: number },
): void {
  const inRange = unitRange ? value >= -OVERSHOOT && value <= 1 + OVERSHOOT : Number.isFinite(value);
  if (inRange) return;
  const where = `it holds ${value} at row ${at.y}, column ${at.x}, channel ${at.c}`;
  if (!Number.isFinite(value)) throw invalidArgument(`${caller}: image must be finite; ${where}.`);
  throw invalidArgument(
    `${caller}: image must have values in [0, 1]; ${where}; divide bytes by 255, or pass \`range\`.`,
  );
}
