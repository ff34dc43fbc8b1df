import { CHANNEL_OPTIONS, checkBoolean } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ColorMap, ColorMapName } from '../colour/color-map.js';
import { checkClip, checkKind, type DisplayRangeOptions, type MapKind } from '../colour/display-range.js';
import { overlay } from '../pictures/overlay.js';
import { renderImage } from '../pictures/render-image.js';
import { renderMap, usualColorMap } from '../pictures/render-map.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import type { ColorBar } from '../plots/color-bar.js';

/** How the figures of maps and pictures draw them. */
export interface MapDisplayOptions extends DisplayRangeOptions {
  /** Default `'minMax'`, as in the paper: viridis from the smallest to the largest value of each map. */
  readonly kind?: MapKind | undefined;
  /** Colour map of the maps. Default: that of the kind, as for `renderMap`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** Whether to draw the maps over their picture, as `overlay` does. Default false. */
  readonly overlays?: boolean | undefined;
  /** The values of pictures that are drawn as black and as full intensity, as for `renderImage`. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

/** The names of {@link MapDisplayOptions}, for `checkOptions`. */
export const MAP_DISPLAY_OPTIONS = {
  kind: true,
  clip: true,
  colorMap: true,
  overlays: true,
  range: true,
  ...CHANNEL_OPTIONS,
} as const;

/** The functions that draw the pictures and maps of a figure. */
export interface MapDisplay {
  readonly picture: (image: NdArray) => RgbaImage;
  readonly map: (image: NdArray, map: NdArray) => RgbaImage;
  readonly bar: ColorBar;
}

/** @throws if an option of the display is invalid. */
export function mapDisplay(caller: string, options: MapDisplayOptions): MapDisplay {
  const {
    kind = 'minMax',
    clip = [0.5, 99.5],
    colorMap,
    overlays = false,
    range,
    channels,
    layout,
  } = options;
  checkKind(caller, kind);
  checkClip(caller, clip);
  checkBoolean(caller, 'overlays', overlays);
  const maps = { kind, clip, colorMap, channels, layout };
  return {
    picture: (image) => renderImage(image, { range, layout }),
    map: (image, map) => (overlays ? overlay(image, map, { ...maps, range }) : renderMap(map, maps)),
    bar: {
      range: [0, 1],
      colorMap: colorMap ?? usualColorMap(kind),
      ends: ENDS[kind],
      label: `saliency${clipped(clip)}; each map has its own range`,
    },
  };
}

const ENDS = {
  signed: ['−limit: lowers the score', '+limit: raises the score'],
  magnitude: ['0', 'largest'],
  minMax: ['smallest', 'largest'],
} as const;

const clipped = ([low, high]: readonly [number, number]): string =>
  low === 0 && high === 100 ? '' : ` between the ${low} and ${high} percentiles`;
