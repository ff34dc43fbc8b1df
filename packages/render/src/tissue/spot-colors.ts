import { quantile } from 'd3-array';
import type { ColorBar } from '../colour/color-bar.js';
import {
  type ColorMap,
  type ColorMapName,
  colorTable,
  resolveColorMap,
  signedIndex,
  unitIndex,
} from '../colour/color-map.js';
import type { MapKind } from '../colour/display-range.js';

/** Values of spots, to be drawn as one map of a {@link spotMap}. */
export interface SpotValues {
  readonly title?: string;
  /** Small print under the map. */
  readonly caption?: string;
  /** One value a spot; NaN where a spot has none: it is drawn as a thin ring. */
  readonly values: ArrayLike<number>;
  /**
   * `'signed'`: diverging colours, zero in the middle; `'magnitude'`: sequential colours from 0 on. Values below 0 are
   * then drawn as 0. Default `'signed'`.
   */
  readonly kind?: MapKind;
  /** A name of `colorMaps` or a function. Default `blueWhiteRed` for signed, `viridis` for magnitude. */
  readonly colorMap?: ColorMapName | ColorMap;
  /** The value at the end of the colours. Default: the 99.5 percentile of |value|; one limit for several maps makes their colours comparable. */
  readonly limit?: number;
  /** What the numbers are, with their unit: said under the colour bar. */
  readonly unit?: string;
}

/** The colours of a map's spots and the bar that explains them. */
export interface SpotColors {
  readonly of: (value: number) => string;
  /** None where all values are 0: there is nothing to tell apart. */
  readonly bar: ColorBar | undefined;
}

/** Colours from 0 or −limit to limit, as {@link SpotValues} says. */
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
  const of = (value: number) => {
    const share = limit > 0 ? Math.max(kind === 'signed' ? -1 : 0, Math.min(1, value / limit)) : 0;
    const at = 3 * (kind === 'signed' ? signedIndex(share) : unitIndex(share));
    return `#${[...table.subarray(at, at + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  };
  const range = [kind === 'signed' ? -limit : 0, limit] as const;
  return { of, bar: limit > 0 ? { colorMap, range, ...(unit !== undefined && { label: unit }) } : undefined };
}
