import { CHANNEL_OPTIONS, type ChannelOptions, checkOneOf, checkOptions, invalidArgument } from '@csm/base';
import { quantile } from 'd3-array';
import type { NdArray } from 'ndarray';
import { type ChannelSums, channelSums } from './channel-sums.js';

/**
 * The way in which a map is displayed: `signed` keeps the sign (diverging colours, zero in the middle); `magnitude`
 * draws the absolute value of the sum over channels, or the sum of magnitudes (sequential colours, zero at the dark end).
 */
export type MapKind = 'signed' | 'magnitude';

/** Options of {@link displayRange}. */
export interface DisplayRangeOptions extends ChannelOptions {
  /** Default `'signed'`. */
  readonly kind?: MapKind | undefined;
  /**
   * Lower and upper percentile, 0 ≤ lower < upper ≤ 100. Default `[0.5, 99.5]`, as in the reference implementation;
   * `[0, 100]` clips nothing.
   */
  readonly clip?: readonly [lower: number, upper: number] | undefined;
}

/** The result of {@link displayRange}, in the units of the map. */
export interface DisplayRange {
  /** The lower percentile. */
  readonly low: number;
  /** The upper percentile. */
  readonly high: number;
  /** The value at the end of the colour scale: the colours span [−limit, limit] (signed) or [0, limit] (magnitude). */
  readonly limit: number;
}

/**
 * Computes the range of values over which a map is drawn, as in the reference implementation of the paper: the channels are
 * summed, and the range is bounded by percentiles of all pixels, so that a few extreme pixels do not make the rest
 * pale.
 *
 * signed: limit = max(|low|, |high|), for a range that is symmetric about zero.
 * magnitude: the same for |sum over channels|; limit = high.
 *
 * Percentiles interpolate linearly between order statistics (numpy's default, Hyndman and Fan's type 7). There is one
 * difference from the reference: if both percentiles are 0 (a map with fewer than 0.5 % non-zero pixels, which the
 * reference draws blank), limit is the largest absolute value. An all-zero map has limit 0.
 *
 * @param map ndarray `[h, w]`, `[h, w, c]`, or `[c, h, w]` with `{ layout: 'channelsFirst' }`, of finite numbers.
 * @throws if the map has another rank, is empty or holds NaN or infinity, or looks like channels first without a `layout`; if an
 *   option is invalid.
 */
export function displayRange(map: NdArray, options: DisplayRangeOptions = {}): DisplayRange {
  checkOptions('displayRange', options, { kind: true, clip: true, ...CHANNEL_OPTIONS });
  const { kind = 'signed', clip = [0.5, 99.5] } = options;
  checkKind('displayRange', kind);
  checkClip('displayRange', clip);
  return percentileRange(readMap('displayRange', map, kind, options).values, clip);
}

/** The values of a map as its kind shows them: channel sums, or their absolute values. */
export function readMap(
  caller: string,
  map: NdArray,
  kind: MapKind,
  options: ChannelOptions = {},
): ChannelSums {
  const sums = channelSums(caller, map, options);
  return kind === 'signed' ? sums : { ...sums, values: sums.values.map(Math.abs) };
}

/** @throws unless the kind is one of {@link MapKind}. */
export function checkKind(caller: string, kind: MapKind, name = 'kind'): void {
  checkOneOf(caller, name, kind, ['signed', 'magnitude']);
}

/** @throws unless clip is two percentiles in ascending order. */
export function checkClip(caller: string, clip: readonly [number, number]): void {
  const [lower = Number.NaN, upper = Number.NaN] = Array.isArray(clip) ? clip : [];
  if (lower >= 0 && lower < upper && upper <= 100) return;
  throw invalidArgument(`${caller}: clip must be two percentiles, 0 ≤ lower < upper ≤ 100; got [${clip}].`);
}

/** The {@link displayRange} of values that are already checked. */
export function percentileRange(values: Float64Array, clip: readonly [number, number]): DisplayRange {
  const low = quantile(values, clip[0] / 100) ?? 0;
  const high = quantile(values, clip[1] / 100) ?? 0;
  const limit = Math.max(Math.abs(low), Math.abs(high));
  return { low, high, limit: limit > 0 ? limit : values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) };
}
