import { quantile } from 'd3-array';
import type { NdArray } from 'ndarray';
import { channelSums } from './channel-sums.js';

/**
 * How a map is read: `signed` keeps the sign (diverging colours, zero in the middle), `magnitude` draws the absolute
 * value of the sum over channels (sequential colours, zero at the dark end).
 */
export type MapKind = 'signed' | 'magnitude';

/** Options of {@link displayRange}. */
export interface DisplayRangeOptions {
  /** Default `'signed'`. */
  readonly kind?: MapKind;
  /** Lower and upper percentile, 0 ≤ lower < upper ≤ 100. Default `[0.5, 99.5]`, as the reference. `[0, 100]` clips nothing. */
  readonly clip?: readonly [lower: number, upper: number];
}

/** What {@link displayRange} found, in the units of the map. */
export interface DisplayRange {
  /** The lower percentile. */
  readonly low: number;
  /** The upper percentile. */
  readonly high: number;
  /** The value at the end of the colour scale: colours span [−limit, limit] (signed) or [0, limit] (magnitude). */
  readonly limit: number;
}

/**
 * The range of values that a map is drawn over, as in the reference implementation of the paper: the channels are
 * summed, and the percentiles of all pixels bound what is shown, so that a few extreme pixels do not pale the rest.
 *
 * signed: limit = max(|low|, |high|), for a range that is symmetric about zero.
 * magnitude: the same on |sum over channels|; limit = high.
 *
 * Percentiles interpolate linearly between order statistics (numpy's default, Hyndman and Fan's type 7). One departure
 * from the reference: where the percentiles clip all there is (a map with fewer than 0.5 % non-zero pixels, which the
 * reference draws blank), limit is the largest absolute value. An all-zero map has limit 0.
 *
 * @param map - ndarray [h, w] or [h, w, c] of finite numbers
 * @throws RangeError on another rank, an empty map, NaN or infinity, or percentiles out of order
 */
export function displayRange(map: NdArray, options: DisplayRangeOptions = {}): DisplayRange {
  const { kind = 'signed', clip = [0.5, 99.5] } = options;
  checkKind('displayRange', kind);
  checkClip('displayRange', clip);
  return rangeOf(readMap('displayRange', map, kind).values, clip);
}

/** The values of a map as its kind shows them: channel sums, or their absolute values. */
export function readMap(caller: string, map: NdArray, kind: MapKind): ReturnType<typeof channelSums> {
  const read = channelSums(caller, map);
  if (kind === 'magnitude') for (const [i, value] of read.values.entries()) read.values[i] = Math.abs(value);
  return read;
}

export function checkKind(caller: string, kind: MapKind): void {
  if (kind !== 'signed' && kind !== 'magnitude')
    throw new RangeError(`${caller}: expected kind 'signed' or 'magnitude', got ${JSON.stringify(kind)}`);
}

export function checkClip(caller: string, clip: readonly [number, number]): void {
  const [lower, upper] = clip;
  if (!(lower >= 0 && lower < upper && upper <= 100))
    throw new RangeError(
      `${caller}: expected clip as two percentiles 0 ≤ lower < upper ≤ 100, got [${clip}]`,
    );
}

export function rangeOf(values: Float64Array, clip: readonly [number, number]): DisplayRange {
  const low = quantile(values, clip[0] / 100)!;
  const high = quantile(values, clip[1] / 100)!;
  const limit = Math.max(Math.abs(low), Math.abs(high));
  return { low, high, limit: limit > 0 ? limit : values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) };
}
