import {
  CHANNEL_OPTIONS,
  checkBoolean,
  checkCount,
  checkOneOf,
  checkOptions,
  checkPositive,
  invalidArgument,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { scaleMap } from '../colour/scaled-map.js';
import { drawImage } from './render-image.js';
import { colorMapFor, colorPixels, type RenderMapOptions } from './render-map.js';
import type { DrawnImage } from './rgba-image.js';
import { enlarge } from './upscale.js';

/** Options of {@link overlay}. */
export interface OverlayOptions extends RenderMapOptions {
  /** Opacity of the map at the end of its colour scale, in [0, 1]. Default 0.9. */
  readonly opacity?: number | undefined;
  /**
   * `'magnitude'`: the map covers the input in proportion to |v| / limit, so that the input is visible wherever the map is
   * near zero; limit is the largest |v| of the clipped map, also with `kind: 'minMax'`. `'uniform'`: the same opacity everywhere. Default `'magnitude'`.
   */
  readonly opacityBy?: 'magnitude' | 'uniform' | undefined;
  /**
   * Whether to draw the input in its own colours. Default false: the input is drawn in light grey, so that all
   * colour comes from the map.
   */
  readonly keepColors?: boolean | undefined;
  /**
   * The values of the image that are drawn as black and as full intensity, as for {@link renderImage}. Default [0,
   * 1].
   */
  readonly range?: readonly [low: number, high: number] | undefined;
}

// The input is drawn from this grey to white: black hair would hide the dark ends of both colour scales.
const DARKEST = 100;

/**
 * Blends a map over the input that it explains: result = (1 − a) · input + a · colour(map), with a given by `opacityBy`.
 *
 * By default the input is a light grey picture, and the opacity follows the magnitude of the map. With one opacity
 * everywhere, the neutral colour would veil the whole input; over a coloured input, it would not be clear whether red
 * is skin or saliency.
 *
 * @param image ndarray `[h, w]`, `[h, w, 1]` or `[h, w, 3]` of floats in [0, 1].
 * @param map ndarray `[h, w]` or `[h, w, c]` of the same height and width. With `{ layout: 'channelsFirst' }` the channels of
 *   both are the first axis.
 * @returns a new opaque picture of w · scale × h · scale pixels.
 * @throws as {@link renderImage} and {@link renderMap}; also if the sizes differ.
 * @category Pictures
 */
export function overlay(image: NdArray, map: NdArray, options: OverlayOptions = {}): DrawnImage {
  const caller = 'overlay';
  checkOptions(caller, options, {
    kind: true,
    clip: true,
    limit: true,
    colorMap: true,
    scale: true,
    opacity: true,
    opacityBy: true,
    keepColors: true,
    range: true,
    ...CHANNEL_OPTIONS,
  });
  const { opacity = 0.9, opacityBy = 'magnitude', keepColors = false, scale = 1, range } = options;
  checkCount(caller, 'scale', scale);
  checkPositive(caller, 'opacity', opacity, { orZero: true, max: 1 });
  checkOneOf(caller, 'opacityBy', opacityBy, ['magnitude', 'uniform']);
  checkBoolean(caller, 'keepColors', keepColors);
  const below = drawImage(caller, image, { range, layout: options.layout });
  const colorMap = colorMapFor(caller, options);
  const scaled = scaleMap(caller, map, options);
  if (below.width !== scaled.width || below.height !== scaled.height) {
    throw invalidArgument(
      `${caller}: image and map must have the same size; got ${below.height}×${below.width} and ` +
        `${scaled.height}×${scaled.width} (height×width).`,
    );
  }
  if (!keepColors) lightGray(below.data);
  const above = colorPixels(scaled, colorMap);
  const data = below.data.map((byte, i) => {
    if (i % 4 === 3) return byte;
    const strength = scaled.strengths[Math.floor(i / 4)] ?? 0;
    const alpha = opacityBy === 'uniform' ? opacity : opacity * strength;
    return Math.round((1 - alpha) * byte + alpha * (above[i] ?? 0));
  });
  const picture = { ...below, data };
  return scale === 1 ? picture : enlarge(caller, picture, scale);
}

/** Replaces colours in place by their luma (ITU-R BT.709 weights) on a scale from a middle grey to white. */
function lightGray(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(i, i + 3);
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    data.fill(Math.round(DARKEST + ((255 - DARKEST) * luma) / 255), i, i + 3);
  }
}
