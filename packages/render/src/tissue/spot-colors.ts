import { quantile } from 'd3-array';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  signedIndex,
  unitIndex,
} from '../colour/color-map.js';
import type { MapKind } from '../colour/display-range.js';
import type { ColorBar } from '../plots/color-bar.js';

/** Values of spots: one map of a {@link spotMap}. */
export interface SpotValues {
  readonly title?: string | undefined;
  /** Small text under the map. */
  readonly caption?: string | undefined;
  /** One value per spot; NaN for a missing value, which is drawn as a thin ring. */
  readonly values: ArrayLike<number>;
  /**
   * `'signed'`: diverging colours, zero in the middle; `'magnitude'`: sequential colours from 0, where values below 0 are
   * drawn as 0. Default `'signed'`.
   */
  readonly kind?: Exclude<MapKind, 'minMax'> | undefined;
  /** A name of `colorMaps` or a function. Default `blueWhiteRed` for signed, `viridis` for magnitude. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /**
   * The value at the end of the colour scale. Pass the same limit for several maps to make their colours comparable. Default:
   * the 99.5th percentile of |value|.
   */
  readonly limit?: number | undefined;
  /** The name of the quantity, with its unit, which is written under the colour bar. */
  readonly unit?: string | undefined;
}

/** The colours of the spots of a map, and their colour bar. */
export interface SpotColors {
  readonly colorOf: (value: number) => string;
  /** Undefined if all values are 0, because there is no range to show. */
  readonly bar: ColorBar | undefined;
}

/** Assigns the colours of {@link SpotValues}, from 0 or −limit to limit. */
export function spotColors(map: SpotValues): SpotColors {
  const { kind = 'signed', values, unit } = map;
  const colorMap = resolveColorMap(
    'spotMap',
    map.colorMap ?? (kind === 'signed' ? 'blueWhiteRed' : 'viridis'),
  );
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const shown = known.map((value) => (kind === 'signed' ? Math.abs(value) : Math.max(0, value)));
  const largest = shown.reduce((top, value) => Math.max(top, value), 0);
  const limit = map.limit ?? (quantile(shown, 0.995) || largest);
  const table = colorTable(colorMap);
  const colorOf = (value: number) => {
    const share = limit > 0 ? Math.max(kind === 'signed' ? -1 : 0, Math.min(1, value / limit)) : 0;
    const at = 3 * (kind === 'signed' ? signedIndex(share) : unitIndex(share));
    return `#${[...table.subarray(at, at + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  };
  const range = [kind === 'signed' ? -limit : 0, limit] as const;
  return { colorOf, bar: limit > 0 ? { colorMap, range, label: unit } : undefined };
}
