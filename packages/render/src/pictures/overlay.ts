import type { NdArray } from 'ndarray';
import { scaleMap } from '../colour/scaled-map.js';
import { renderImage } from './render-image.js';
import { colorPixels, mapColors, type RenderMapOptions } from './render-map.js';
import type { RgbaImage } from './rgba-image.js';
import { checkScale, enlarge } from './upscale.js';

/** Options of {@link overlay}. */
export interface OverlayOptions extends RenderMapOptions {
  /** Opacity of the map at the end of its colour scale, in [0, 1]. Default 0.9. */
  readonly opacity?: number;
  /**
   * `'magnitude'`: the map covers the input in proportion to |v| / limit, so that the input shows wherever the map says
   * nothing. `'uniform'`: the same opacity everywhere. Default `'magnitude'`.
   */
  readonly opacityBy?: 'magnitude' | 'uniform';
  /** Draw the input in its own colours. Default false: in light grey, so that every colour seen is the map's. */
  readonly keepColors?: boolean;
}

// The backdrop runs from this grey to white: black hair would swallow the dark ends of both colour scales.
const DARKEST = 100;

/**
 * A map blended over the input it explains: result = (1 − a) · input + a · colour(map), with a by `opacityBy`.
 *
 * By default the input is a pale grey picture and opacity follows the map's magnitude. Reason: with one opacity
 * everywhere the neutral colour veils the whole input, and over a coloured input nobody can tell whether red is
 * skin or saliency.
 *
 * @param image - ndarray [h, w], [h, w, 1] or [h, w, 3] of floats in [0, 1]
 * @param map - ndarray [h, w] or [h, w, c], of the same height and width
 * @returns a new opaque picture of w · scale × h · scale pixels
 * @throws RangeError where the sizes differ, and for what {@link renderImage} and {@link renderMap} reject
 */
export function overlay(image: NdArray, map: NdArray, options: OverlayOptions = {}): RgbaImage {
  const caller = 'overlay';
  const { opacity = 0.9, opacityBy = 'magnitude', keepColors = false, scale = 1 } = options;
  checkScale(caller, scale);
  if (!(opacity >= 0 && opacity <= 1))
    throw new RangeError(`${caller}: expected opacity in [0, 1], got ${opacity}`);
  if (opacityBy !== 'magnitude' && opacityBy !== 'uniform')
    throw new RangeError(
      `${caller}: expected opacityBy 'magnitude' or 'uniform', got ${JSON.stringify(opacityBy)}`,
    );
  const size = (array: NdArray) => `${array?.shape?.[0]}×${array?.shape?.[1]}`;
  if (size(image) !== size(map))
    throw new RangeError(
      `${caller}: the image is ${size(image)} and the map ${size(map)} (height×width); they must have the same size`,
    );
  const colorMap = mapColors(caller, options);
  const scaled = scaleMap(caller, map, options);
  const below = renderImage(image);
  if (!keepColors) lightGray(below.data);
  const { data } = below;
  const above = colorPixels(scaled, colorMap);
  for (const [pixel, value] of scaled.values.entries()) {
    const alpha = opacityBy === 'uniform' ? opacity : opacity * Math.abs(value);
    for (let i = 4 * pixel; i < 4 * pixel + 3; i++)
      data[i] = Math.round((1 - alpha) * data[i]! + alpha * above[i]!);
  }
  return scale === 1 ? below : enlarge(caller, below, scale);
}

/** In place: luma (ITU-R BT.709 weights) on a scale from a middle grey to white. */
function lightGray(data: Uint8Array | Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    const luma = 0.2126 * data[i]! + 0.7152 * data[i + 1]! + 0.0722 * data[i + 2]!;
    data.fill(Math.round(DARKEST + ((255 - DARKEST) * luma) / 255), i, i + 3);
  }
}
