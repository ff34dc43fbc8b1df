/**
 * Copies `length` values. For the few dozen values of a pixel, copying four at a time in JavaScript is more than twice as fast as
 * one at a time, and several times as fast as `set` with `subarray`.
 */
export function copyValues(
  to: Float32Array,
  toStart: number,
  from: Float32Array,
  fromStart: number,
  length: number,
): void {
  let t = toStart;
  let f = fromStart;
  for (const end = f + length - 3; f < end; f += 4, t += 4) {
    to[t] = from[f]!;
    to[t + 1] = from[f + 1]!;
    to[t + 2] = from[f + 2]!;
    to[t + 3] = from[f + 3]!;
  }
  for (const end = fromStart + length; f < end; f++, t++) to[t] = from[f]!;
}
