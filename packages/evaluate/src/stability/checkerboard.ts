import type { NdArray } from 'ndarray';
import { checkCount, checkMaps } from '../maps/check.js';
import { rowsOf, sumChannels } from '../maps/maps.js';

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions {
  /** Of the pattern, in pixels along both axes: a convolution of stride 2 makes period 2, two of them 4, and so on. Default 2. */
  period?: number | undefined;
  /**
   * `magnitude` (default): of the absolute values, since gradients are stronger at some phases with either sign. `signed`: of
   * the values.
   */
  of?: 'magnitude' | 'signed' | undefined;
}

/** How much of maps is a pattern that repeats. */
export interface Checkerboard {
  /** Share of each map's variance, 0 to 1, `[n]`. NaN where a map is constant. */
  readonly share: Float64Array;
  /** What maps of independent noise have in expectation, (period² − 1) / (pixels − 1). */
  readonly chance: number;
}

/**
 * How much of a map is a pattern of the given period, fixed to the grid: the share of its variance between the period² phases (row
 * and column modulo the period), Σ_g n_g (m̄_g − m̄)² / Σ (m − m̄)², m̄_g the mean of the n_g pixels of phase g. Where the period
 * divides height and width it is the map's power at the multiples of the frequency 1 / period along both axes, of its power at all
 * frequencies but 0. A pattern alone gives 1; independent noise (period² − 1) / (pixels − 1), the expectation of the
 * correlation ratio.
 *
 * A pattern may be plain to see with a share of some hundredths: the rest is what the map shows. Compare with chance and
 * with maps of other methods, not with 1.
 *
 * Source: Odena, Dumoulin & Olah 2016 (doi 10.23915/distill.00003) for the patterns; Fisher 1925 for the correlation ratio.
 *
 * @param maps `[n, height, width]`, or with channels, which are summed.
 * @throws if the maps are not pictures, or the period is not a whole number from 2 to their smaller side.
 */
export function checkerboard(maps: NdArray, options: CheckerboardOptions = {}): Checkerboard {
  const { period = 2, of = 'magnitude' } = options;
  checkMaps('checkerboard', maps);
  checkCount('checkerboard', 'period', period, 2);
  if (of !== 'magnitude' && of !== 'signed') {
    throw new Error(`checkerboard: of must be 'magnitude' or 'signed'; got ${JSON.stringify(of)}.`);
  }
  const pixels = sumChannels(maps);
  const [, height = 0, width = 0] = pixels.shape;
  if (pixels.shape.length !== 3 || period > Math.min(height, width)) {
    throw new Error(
      `checkerboard: expected maps [n, height, width] or [n, height, width, channels] of at least ${period} × ${period} pixels; ` +
        `got shape [${maps.shape}].`,
    );
  }
  const rows = rowsOf(pixels).map((row) => (of === 'signed' ? row : row.map(Math.abs)));
  return {
    share: Float64Array.from(rows, (row) => shareBetweenPhases(row, width, period)),
    chance: (period ** 2 - 1) / (height * width - 1),
  };
}

function shareBetweenPhases(values: Float32Array, width: number, period: number): number {
  const phase = (at: number) => (Math.floor(at / width) % period) * period + ((at % width) % period);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const counts = new Float64Array(period ** 2);
  const sums = new Float64Array(period ** 2);
  let total = 0;
  values.forEach((value, at) => {
    counts[phase(at)]! += 1;
    sums[phase(at)]! += value - mean;
    total += (value - mean) ** 2;
  });
  const between = sums.reduce((sum, of, g) => sum + of ** 2 / counts[g]!, 0);
  return between / total;
}
