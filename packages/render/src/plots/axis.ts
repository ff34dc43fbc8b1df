import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { textWidth } from '../svg/text.js';

/**
 * The smallest difference, as a share of the largest magnitude: smaller differences are due to rounding, and their
 * tick numbers would have too many digits to be readable.
 */
const LEAST_SHARE = 1e-9;
/** For smaller spans, d3 repeats ticks or makes none. This is far below the smallest float32 (1e-45). */
const LEAST_SPAN = 1e-100;

/**
 * The range of an axis for values from `low` to `high`. If these are too close for ticks between them, the range
 * extends by a tenth of their magnitude to either side, or by `around` if they are zero.
 */
export function axisDomain(low: number, high: number, around = 1e-6): [number, number] {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(LEAST_SPAN, LEAST_SHARE * largest)) return [low, high];
  const margin = largest > LEAST_SPAN ? largest / 10 : around;
  return [low - margin, high + margin];
}

/** Formats the numbers at about `count` ticks: plain, or with an exponent if they are very large or small. */
export function tickFormat(scale: ScaleLinear<number, number>, count: number): (value: number) => string {
  const [low = 0, high = 1] = scale.domain();
  const format = scale.tickFormat(count, isPlain(low, high) ? undefined : '~e');
  return (value) => (value === 0 ? '0' : format(value));
}

/** Formats the ends of a range with two significant digits. */
export function endFormat(low: number, high: number): (value: number) => string {
  return scaleLinear([low, high]).tickFormat(2, isPlain(low, high) ? '.2~r' : '.1~e');
}

/** Whether numbers of this magnitude are easier to read without an exponent. */
function isPlain(low: number, high: number): boolean {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest >= 1e-3 && largest < 1e5;
}

/** A number at a tick of a horizontal axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
  /** Where the number is centred: under its tick, or as near to it as the room allows. */
  readonly middle: number;
}

const TICK_GAP = 5;

/**
 * The ticks of a horizontal axis: at most `count`, and only as many as fit next to each other without their numbers
 * touching. None if not even two fit.
 */
export function spacedTicks(
  scale: ScaleLinear<number, number>,
  options: { readonly count: number; readonly size: number; readonly room: readonly [number, number] },
): Tick[] {
  const { count, size, room } = options;
  for (let n = count; n > 0; n--) {
    const format = tickFormat(scale, n);
    let end = room[0] - TICK_GAP;
    let fits = true;
    const ticks = scale.ticks(n).map((value): Tick => {
      const text = format(value);
      const half = textWidth(text, size, 400) / 2;
      const middle = Math.max(room[0] + half, Math.min(room[1] - half, scale(value)));
      fits &&= middle - half >= end + TICK_GAP;
      end = middle + half;
      return { value, text, middle };
    });
    if (fits && ticks.length > 1) return ticks;
  }
  return [];
}
