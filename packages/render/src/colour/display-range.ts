import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkOneOf,
  checkOptions,
  invalidArgument,
  largest,
  smallest,
} from '@csm/base';
import { quantile } from 'd3-array';
import type { NdArray } from 'ndarray';
import { type ChannelSums, channelSums } from './channel-sums.js';

/**
 * How a map is displayed:
 *
 * - `signed`: diverging colours over [−limit, limit], zero in the middle;
 * - `magnitude`: sequential colours over [0, limit], zero at the dark end, of the absolute value of the sum over channels, or
 *   of the sum of magnitudes;
 * - `minMax`: sequential colours from the smallest to the largest value of the clipped map, whatever their signs, as the
 *   notebooks of the paper draw maps. Zero has no colour of its own.
 */
export type MapKind = 'signed' | 'magnitude' | 'minMax';

/** Options of {@link displayRange}. */
export interface DisplayRangeOptions extends ChannelOptions {
  /** Default `'signed'`. */
  readonly kind?: MapKind | undefined;
  /**
   * Lower and upper percentile, 0 ≤ lower < upper ≤ 100. Default `[0.5, 99.5]`, as in the notebooks of the paper; `[0, 100]`
   * clips nothing.
   */
  readonly clip?: readonly [lower: number, upper: number] | undefined;
}

/** The result of {@link displayRange}, in the units of the map. */
export interface DisplayRange {
  /** The lower percentile. */
  readonly low: number;
  /** The upper percentile. */
  readonly high: number;
  /** The largest absolute value that the colours show. */
  readonly limit: number;
  /**
   * The values at the two ends of the colour scale, as a colour bar shows them: [−limit, limit] (signed), [0, limit]
   * (magnitude), or the smallest and the largest value of the clipped map (minMax).
   */
  readonly range: readonly [low: number, high: number];
}

/**
 * Computes the range of values over which a map is drawn: the channels are summed, and the range is bounded by percentiles of
 * all pixels, so that a few extreme pixels do not make the rest pale.
 *
 * signed: limit = max(|low|, |high|), for a range that is symmetric about zero (`pixel_range` in the code of Kim et al.,
 * <https://arxiv.org/abs/1902.04893>).
 * magnitude: the same for |sum over channels|; limit = high.
 * minMax: the smallest and the largest value of the clipped map, as in the notebooks of the paper. If `low` is positive, values
 * below it count as 0 (`preprocess` there).
 *
 * Percentiles interpolate linearly between order statistics (numpy's default, Hyndman and Fan's type 7). In one case signed and
 * magnitude differ from the reference: if both percentiles are 0 (a map with fewer than 0.5 % non-zero pixels, which the
 * reference draws blank), limit is the largest absolute value. An all-zero map has limit 0.
 *
 * @param map ndarray `[h, w]`, `[h, w, c]`, or `[c, h, w]` with `{ layout: 'channelsFirst' }`, of finite numbers.
 * @throws if the map has another rank, is empty or holds NaN or infinity, or looks like channels first without a `layout`; if an
 *   option is invalid.
 *
 * @example
 * const { range } = displayRange(map, { kind: 'minMax' });
 * panel({ columns: ['map'], rows: [{ cells: [renderMap(map, { kind: 'minMax' })] }], colorBars: [{ range, colorMap: 'viridis' }] });
 * @category Colours and numbers
 */
export function displayRange(map: NdArray, options: DisplayRangeOptions = {}): DisplayRange {
  checkOptions('displayRange', options, { kind: true, clip: true, ...CHANNEL_OPTIONS });
  const { kind = 'signed', clip = [0.5, 99.5] } = options;
  checkKind('displayRange', kind);
  checkClip('displayRange', clip);
  return percentileRange(readMap('displayRange', map, kind, options).values, kind, clip);
}

/** The values of a map as its kind shows them: channel sums, or their absolute values. */
export function readMap(
  caller: string,
  map: NdArray,
  kind: MapKind,
  options: ChannelOptions = {},
): ChannelSums {
  const sums = channelSums(caller, map, options);
  return kind === 'magnitude' ? { ...sums, values: sums.values.map(Math.abs) } : sums;
}

/** @throws unless the kind is one of {@link MapKind}. */
export function checkKind(
  caller: string,
  kind: MapKind,
  name = 'kind',
  kinds: readonly MapKind[] = ['signed', 'magnitude', 'minMax'],
): void {
  checkOneOf(caller, name, kind, kinds);
}

/** @throws unless clip is two percentiles in ascending order. */
export function checkClip(caller: string, clip: readonly [number, number]): void {
  const [lower = Number.NaN, upper = Number.NaN] = Array.isArray(clip) ? clip : [];
  if (lower >= 0 && lower < upper && upper <= 100) return;
  throw invalidArgument(`${caller}: clip must be two percentiles, 0 ≤ lower < upper ≤ 100; got [${clip}].`);
}

/** The {@link displayRange} of values that are already checked. */
export function percentileRange(
  values: Float64Array,
  kind: MapKind,
  clip: readonly [number, number],
): DisplayRange {
  const low = quantile(values, clip[0] / 100) ?? 0;
  const high = quantile(values, clip[1] / 100) ?? 0;
  const largestShown = Math.max(Math.abs(low), Math.abs(high));
  if (kind === 'minMax') {
    const clipped = clipValues(values, { low, high });
    return { low, high, limit: largestShown, range: [smallest(clipped), largest(clipped)] };
  }
  const limit = largestShown > 0 ? largestShown : largest(values.map(Math.abs));
  return { low, high, limit, range: [kind === 'signed' ? -limit : 0, limit] };
}

/** Clips values to [low, high]; if `low` is positive, values below it become 0, as in the notebooks of the paper. */
export function clipValues(
  values: Float64Array,
  { low, high }: { readonly low: number; readonly high: number },
): Float64Array {
  return values.map((value) => (value < low ? Math.min(low, 0) : Math.min(value, high)));
}
