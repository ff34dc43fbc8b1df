import { CHANNEL_OPTIONS, checkCount, checkOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  LEVEL_STEPS,
  levelIndex,
  resolveColorMap,
  signedIndex,
  unitIndex,
} from '../colour/color-map.js';
import { checkKind, type DisplayRangeOptions, type MapKind } from '../colour/display-range.js';
import { type ScaledValues, scaleMap } from '../colour/scaled-map.js';
import type { DrawnImage } from './rgba-image.js';
import { enlarge } from './upscale.js';

/** Options of {@link renderMap}. */
export interface RenderMapOptions extends DisplayRangeOptions {
  /**
   * The value at the end of the colour scale, in the units of the map; larger values are drawn in the same colour.
   * Pass the same limit for several maps to make their colours comparable. Replaces `clip`. Default: that of
   * {@link displayRange}. Not for `kind: 'minMax'`.
   */
  readonly limit?: number | undefined;
  /** A name of {@link colorMaps} or a function. Default `blueWhiteRed` for signed, `inferno` for magnitude, `viridis` for minMax. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** Integer factor by which each pixel is enlarged, without smoothing. Default 1. */
  readonly scale?: number | undefined;
}

/**
 * Draws a saliency map.
 *
 * The channels are summed (`channels`), and the sums are clipped to their 0.5 and 99.5 percentiles and drawn with a colour map over
 * the range of {@link displayRange}. A value v is drawn at t = (v / limit + 1) / 2 of the diverging colours (signed), at t = |v| /
 * limit of the sequential ones (magnitude), or at t = (v − smallest) / (largest − smallest) of viridis (minMax). If the lower
 * percentile is positive, values below it are drawn as 0.
 *
 * `kind: 'minMax'` is how the notebooks of the paper display maps: `preprocess(map, 0.5, 99.5)`, drawn by matplotlib's `imshow`, in 256
 * colours. With `channels: 'sumOfMagnitudes'` it is `preprocess(…, use_abs=True)`. A constant map is drawn in the first colour.
 * Zero has no colour of its own there: a map of negative values may look like one of positive values.
 *
 * `kind` is `'signed'` by default for all data: if it were guessed from each map, red would mean "positive" in one
 * cell of a figure and "large" in the next. An all-zero map is drawn in the neutral colour.
 *
 * @param map ndarray `[h, w]`, `[h, w, c]`, or `[c, h, w]` with `{ layout: 'channelsFirst' }`, of finite numbers.
 * @returns a new opaque picture of w · scale × h · scale pixels.
 * @throws if the map has another rank, is empty or holds NaN or infinity, or looks like channels first without a `layout`; if an
 *   option is invalid.
 *
 * @example
 * renderMap(map); // blue, white and red, white at zero
 * renderMap(map, { kind: 'minMax' }); // as in the paper
 * @category Pictures
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

const USUAL = {
  signed: 'blueWhiteRed',
  magnitude: 'inferno',
  minMax: 'viridis',
} as const satisfies Record<MapKind, ColorMapName>;

/** The name of the colour map with which maps of a kind are drawn by default. */
export const usualColorMap = (kind: MapKind = 'signed'): ColorMapName => USUAL[kind];

/** The colour map with which a map is drawn. @throws if the kind or the colour map is unknown. */
export function colorMapFor(caller: string, { kind = 'signed', colorMap }: RenderMapOptions): ColorMap {
  checkKind(caller, kind);
  return resolveColorMap(caller, colorMap ?? usualColorMap(kind));
}

/** The opaque RGBA bytes of a scaled map. */
export function colorPixels(
  { kind, values }: ScaledValues,
  colorMap: ColorMap,
): Uint8ClampedArray<ArrayBuffer> {
  const table = colorTable(colorMap, kind === 'minMax' ? LEVEL_STEPS : undefined);
  const indexOf = { signed: signedIndex, magnitude: unitIndex, minMax: levelIndex }[kind];
  const data = new Uint8ClampedArray(4 * values.length);
  for (const [i, value] of values.entries()) {
    const color = 3 * indexOf(value);
    data.set(table.subarray(color, color + 3), 4 * i);
    data[4 * i + 3] = 255;
  }
  return data;
}
