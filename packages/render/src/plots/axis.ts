import { type ScaleLinear, scaleLinear } from 'd3-scale';

/** Of the largest magnitude: what varies less is rounding, and its numbers would have too many digits to be read. */
const LEAST_SHARE = 1e-9;
/** Nearer than this d3 repeats ticks or makes none. Far below what float32 holds (1e-45). */
const LEAST_SPAN = 1e-100;

/**
 * The range of an axis over values from `low` to `high`: theirs, or where they are too close for ticks between them, a
 * tenth of their size to either side, and `around` for zeros.
 */
export function axisDomain(low: number, high: number, around = 1e-6): [number, number] {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(LEAST_SPAN, LEAST_SHARE * largest)) return [low, high];
  const margin = largest > LEAST_SPAN ? largest / 10 : around;
  return [low - margin, high + margin];
}

/** The numbers at about `count` ticks: plain, or with an exponent where they are very large or small. */
export function tickFormat(scale: ScaleLinear<number, number>, count: number): (value: number) => string {
  const [low, high] = scale.domain() as [number, number];
  const format = scale.tickFormat(count, isPlain(low, high) ? undefined : '~e');
  return (value) => (value === 0 ? '0' : format(value));
}

/** Two significant digits, for the ends of a range. */
export function endFormat(low: number, high: number): (value: number) => string {
  return scaleLinear([low, high]).tickFormat(2, isPlain(low, high) ? '.2~r' : '.1~e');
}

/** Whether numbers of this size are read more easily without an exponent. */
function isPlain(low: number, high: number): boolean {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest >= 1e-3 && largest < 1e5;
}
