import { CHANNEL_OPTIONS, checkCount, checkOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  signedIndex,
  unitIndex,
} from '../colour/color-map.js';
import type { DisplayRangeOptions } from '../colour/display-range.js';
import { type ScaledMap, scaleMap } from '../colour/scaled-map.js';
import type { DrawnImage } from './rgba-image.js';
import { enlarge } from './upscale.js';

/** Options of {@link renderMap}. */
export interface RenderMapOptions extends DisplayRangeOptions {
  /**
   * The value at the end of the colour scale, in the units of the map; larger values are drawn in the same colour.
   * Pass the same limit for several maps to make their colours comparable. Replaces `clip`. Default: that of
   * {@link displayRange}.
   */
  readonly limit?: number | undefined;
  /** A name of {@link colorMaps} or a function. Default `blueWhiteRed` for signed, `inferno` for magnitude. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** Integer factor by which each pixel is enlarged, without smoothing. Default 1. */
  readonly scale?: number | undefined;
}

/**
 * Draws a saliency map.
 *
 * The channels are summed (`channels`), and the sums are clipped to their 0.5 and 99.5 percentiles and drawn with a colour map, as the
 * reference implementation displays its maps ({@link displayRange}). A value v is drawn at t = (v / limit + 1) / 2 of the
 * diverging colours (signed) or at t = |v| / limit of the sequential ones (magnitude). If the lower percentile is
 * positive, values below it are drawn as 0.
 *
 * `kind` is `'signed'` by default for all data: if it were guessed from each map, red would mean "positive" in one
 * cell of a figure and "large" in the next. An all-zero map is drawn in the neutral colour.
 *
 * @param map ndarray `[h, w]`, `[h, w, c]`, or `[c, h, w]` with `{ layout: 'channelsFirst' }`, of finite numbers.
 * @returns a new opaque picture of w · scale × h · scale pixels.
 * @throws if the map has another rank, is empty or holds NaN or infinity, or looks like channels first without a `layout`; if an
 *   option is invalid.
 */
export function renderMap(map: NdArray, options: RenderMapOptions = {}): DrawnImage {
  checkOptions('renderMap', options, {
    kind: true,
    clip: true,
    limit: true,
    colorMap: true,
    scale: true,
    ...CHANNEL_OPTIONS,
  });
  const { scale = 1 } = options;
  checkCount('renderMap', 'scale', scale);
  const colorMap = colorMapFor('renderMap', options);
  const scaled = scaleMap('renderMap', map, options);
  const image = { width: scaled.width, height: scaled.height, data: colorPixels(scaled, colorMap) };
  return scale === 1 ? image : enlarge('renderMap', image, scale);
}

/** The colour map with which a map is drawn. */
export function colorMapFor(caller: string, options: RenderMapOptions): ColorMap {
  const usual = options.kind === 'magnitude' ? 'inferno' : 'blueWhiteRed';
  return resolveColorMap(caller, options.colorMap ?? usual);
}

/** The opaque RGBA bytes of a scaled map. */
export function colorPixels(scaled: ScaledMap, colorMap: ColorMap): Uint8ClampedArray<ArrayBuffer> {
  const table = colorTable(colorMap);
  const data = new Uint8ClampedArray(4 * scaled.values.length);
  for (const [i, value] of scaled.values.entries()) {
    const color = 3 * (scaled.kind === 'signed' ? signedIndex(value) : unitIndex(value));
    data.set(table.subarray(color, color + 3), 4 * i);
    data[4 * i + 3] = 255;
  }
  return data;
}
