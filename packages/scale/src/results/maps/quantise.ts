import { notFinite } from '@csm/base';

/** The largest integer of a quantised map; −128 is not used. */
export const MOST_STEPS = 127;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Writes numbers as integers from −127 to 127 times a scale: `scale = max |x| / 127`, rounded up to a float32, and
 * `integer = round(x / scale)`. So each number is at most `scale / 2` off. Zeros have scale 0.
 * @param into receives the integers from `offset` on.
 * @returns the scale.
 * @throws if a number is not finite.
 */
export function quantise(caller: string, values: Float64Array, into: Int8Array, offset: number): number {
  let largest = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    const magnitude = Math.abs(value);
    if (magnitude > largest) largest = magnitude;
  }
  const scale = float32AtLeast(largest / MOST_STEPS);
  // A NaN is never the largest, but makes the sum NaN.
  if (!Number.isFinite(sum) || !Number.isFinite(scale)) {
    throw notFinite(
      `${caller}: expected maps of finite numbers; a map holds NaN or infinity, or its sums exceed the range of float32; check the model and the method.`,
    );
  }
  if (scale === 0) return 0;
  for (let i = 0; i < values.length; i++) into[offset + i] = Math.round(values[i]! / scale);
  return scale;
}

/** The smallest float32 that is at least as large as a number ≥ 0. */
function float32AtLeast(value: number): number {
  float[0] = value;
  if (float[0]! < value) bits[0]! += 1;
  return float[0]!;
}
