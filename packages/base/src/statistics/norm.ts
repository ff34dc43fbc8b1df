/**
 * Euclidean length, √Σx², scaled by the largest magnitude and summed with Kahan's compensation, as V8's `Math.hypot`. Calling
 * `Math.hypot(...values)` would overflow the call stack for long vectors.
 */
export function norm(values: Float32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let [sum, compensation] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const summand = (values[i]! / largest) ** 2 - compensation;
    const next = sum + summand;
    compensation = next - sum - summand;
    sum = next;
  }
  return Math.sqrt(sum) * largest;
}
