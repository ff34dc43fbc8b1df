/**
 * Euclidean length, √Σx², scaled by the largest magnitude and summed with Kahan's compensation, as V8's `Math.hypot`. Calling
 * `Math.hypot(...values)` would overflow the call stack for long vectors.
 */
export function norm(values: Float32Array | Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let [sum, compensation] = [0, 0];
  for (const value of values) {
    const summand = (value / largest) ** 2 - compensation;
    const next = sum + summand;
    compensation = next - sum - summand;
    sum = next;
  }
  return Math.sqrt(sum) * largest;
}
