import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkCount,
  checkOneOf,
  checkOptions,
  invalidArgument,
  mean,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../maps/check-maps.js';
import { channelSums } from '../maps/sum-channels.js';

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions extends ChannelOptions {
  /**
   * Period of the pattern, in pixels along both axes: one convolution of stride 2 causes period 2, two of them period 4, and so
   * on. At least 2; default 2.
   */
  readonly period?: number | undefined;
  /**
   * `magnitude` (default): use absolute values, because gradients are larger at some phases with either sign. `signed`: use the
   * values.
   */
  readonly of?: 'magnitude' | 'signed' | undefined;
}

/** The share of a repeating pattern in maps. */
export interface Checkerboard {
  /** Share of each map's variance that is the pattern, 0 to 1, `[n]`. NaN if a map is constant. */
  readonly share: Float64Array;
  /** Expected share for maps of independent noise, (period² − 1) / (pixels − 1). */
  readonly chance: number;
}

/**
 * Measures how much of a map is a pattern of the given period that is fixed to the grid: the share of the map's variance between the
 * period² phases (row and column modulo the period), Σ_g n_g (m̄_g − m̄)² / Σ (m − m̄)², where m̄_g is the mean of
 * the n_g pixels of phase g. If the period divides height and width, this is the map's power at the multiples of the
 * frequency 1 / period along both axes, divided by its power at all frequencies except 0. A pure pattern has 1;
 * independent noise has (period² − 1) / (pixels − 1), the expectation of the correlation ratio.
 *
 * A pattern can be clearly visible with a share of a few hundredths; the rest is the content of the map. Compare the
 * share with `chance` and with maps of other methods, not with 1.
 *
 * Source: Odena, Dumoulin & Olah 2016 (doi 10.23915/distill.00003) for the patterns; Fisher 1925 for the correlation ratio.
 *
 * @param maps `[n, height, width]`, or with channels, which are summed.
 * @throws if the maps are not pictures, the period is not a whole number from 2 to their smaller side, or an option is unknown.
 * @category Maps
 */
export function checkerboard(maps: NdArray, options: CheckerboardOptions = {}): Checkerboard {
  const caller = 'checkerboard';
  checkOptions(caller, options, { period: true, of: true, ...CHANNEL_OPTIONS });
  const { period = 2, of = 'magnitude' } = options;
  checkMaps(caller, maps);
  checkCount(caller, 'period', period, { min: 2 });
  checkOneOf(caller, 'of', of, ['magnitude', 'signed']);
  const pixels = channelSums(caller, maps, options);
  const [, height = 0, width = 0] = pixels.shape;
  if (pixels.shape.length !== 3 || period > Math.min(height, width)) {
    throw invalidArgument(
      `${caller}: expected maps [n, height, width] or [n, height, width, channels] of at least ${period} × ${period} pixels; ` +
        `got shape [${maps.shape.join(', ')}].`,
    );
  }
  return {
    share: Float64Array.from(rows(pixels), (row) =>
      shareBetweenPhases(of === 'signed' ? row : row.map(Math.abs), width, period),
    ),
    chance: (period ** 2 - 1) / (height * width - 1),
  };
}

function shareBetweenPhases(values: Float32Array, width: number, period: number): number {
  const centre = mean(values);
  const [counts, sums] = [new Float64Array(period ** 2), new Float64Array(period ** 2)];
  let total = 0;
  for (let at = 0; at < values.length; at++) {
    const phase = (Math.floor(at / width) % period) * period + ((at % width) % period);
    const deviation = values[at]! - centre;
    counts[phase]! += 1;
    sums[phase]! += deviation;
    total += deviation ** 2;
  }
  return sums.reduce((between, sum, phase) => between + sum ** 2 / counts[phase]!, 0) / total;
}
