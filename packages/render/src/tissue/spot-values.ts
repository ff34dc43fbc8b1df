import type { ColorMap, ColorMapName } from '../colour/color-map.js';

/**
 * The colours of the values of spots.
 *
 * - `'signed'`: diverging colours from −limit to limit, zero in the middle.
 * - `'magnitude'`: sequential colours from 0 to limit, where values below 0 are drawn as 0.
 * - `'counts'`: the same for raw counts; the bar has ticks at whole numbers.
 * - `'minMax'`: sequential colours from the smallest to the largest value, as matplotlib's `scatter` and `matshow` draw.
 */
export type SpotKind = 'signed' | 'magnitude' | 'counts' | 'minMax';

/** Values of spots: one map of a {@link spotMap}. */
export interface SpotValues {
  readonly title?: string | undefined;
  /** Small text under the map. */
  readonly caption?: string | undefined;
  /** One value per spot; NaN for a missing value, which is drawn as a small cross. Counts are whole numbers of at least 0. */
  readonly values: ArrayLike<number>;
  /** Default `'signed'`. */
  readonly kind?: SpotKind | undefined;
  /**
   * How a spot with the value 0 is drawn: `'transparent'`, as a thin ring, so that the tissue is visible; or `'filled'`, in the
   * colour of 0. Default `'transparent'`; `'filled'` for the kind `'minMax'`, where 0 has no special meaning.
   */
  readonly zeros?: 'transparent' | 'filled' | undefined;
  /** A name of `colorMaps` or a function. Default `blueWhiteRed` for signed, otherwise `viridis`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /**
   * The value at the end of the colour scale. Pass the same limit for several maps, or `sharedScale`, to make their colours
   * comparable. Not for the kind `'minMax'`. Default: the largest count for counts, otherwise the 99.5th percentile of |value|.
   */
  readonly limit?: number | undefined;
  /**
   * The name of the quantity, with its unit, which is written under the colour bar. Default `'counts'` for counts, otherwise
   * `'arbitrary units'`.
   */
  readonly unit?: string | undefined;
}
