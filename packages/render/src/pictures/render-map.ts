import type { NdArray } from 'ndarray';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  signedIndex,
  unitIndex,
} from '../colour/color-map.js';
import { type MapScaleOptions, type ScaledMap, scaleMap } from '../colour/scaled-map.js';
import type { RgbaImage } from './rgba-image.js';
import { checkScale, enlarge } from './upscale.js';

/** Options of {@link renderMap}. */
export interface RenderMapOptions extends MapScaleOptions {
  /** A name of {@link colorMaps} or a function. Default `blueWhiteRed` for signed, `inferno` for magnitude. */
  readonly colorMap?: ColorMapName | ColorMap;
  /** Whole factor by which each pixel is enlarged, crisp. Default 1. */
  readonly scale?: number;
}

/**
 * A saliency map as a picture.
 *
 * The channels are summed, the sums clipped to their 0.5 and 99.5 percentiles and drawn by a colour map, as the
 * reference implementation displays its maps ({@link displayRange}): a value v is drawn at
 * t = (v / limit + 1) / 2 of the diverging colours (signed) or t = |v| / limit of the sequential ones (magnitude).
 * Where the lower percentile is positive, what lies below it is drawn as 0.
 *
 * `kind` is `'signed'` unless said otherwise, whatever the data: were it guessed from each map, red would mean
 * "positive" in one cell of a figure and "large" in the next. An all-zero map is drawn in the neutral colour.
 *
 * @param map - ndarray [h, w] or [h, w, c] of finite numbers
 * @returns a new opaque picture of w · scale × h · scale pixels
 * @throws RangeError on another rank, an empty map, NaN or infinity, or options out of range
 */
export function renderMap(map: NdArray, options: RenderMapOptions = {}): RgbaImage {
  const { scale = 1 } = options;
  checkScale('renderMap', scale);
  const colorMap = mapColors('renderMap', options);
  const scaled = scaleMap('renderMap', map, options);
  const image = { width: scaled.width, height: scaled.height, data: colorPixels(scaled, colorMap) };
  return scale === 1 ? image : enlarge('renderMap', image, scale);
}

/** The colour map that a map of this kind is drawn with. */
export function mapColors(caller: string, options: RenderMapOptions): ColorMap {
  const usual = options.kind === 'magnitude' ? 'inferno' : 'blueWhiteRed';
  return resolveColorMap(caller, options.colorMap ?? usual);
}

/** The opaque RGBA bytes of a scaled map. */
export function colorPixels(scaled: ScaledMap, colorMap: ColorMap): Uint8ClampedArray {
  const table = colorTable(colorMap);
  const data = new Uint8ClampedArray(4 * scaled.values.length);
  for (const [i, value] of scaled.values.entries()) {
    const color = 3 * (scaled.kind === 'signed' ? signedIndex(value) : unitIndex(value));
    data.set(table.subarray(color, color + 3), 4 * i);
    data[4 * i + 3] = 255;
  }
  return data;
}
