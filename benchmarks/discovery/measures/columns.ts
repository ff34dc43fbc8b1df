import type { NdArray } from 'ndarray';

/** Columns of `[n, count]`: one list per code. */
export function columnsOf(codes: NdArray<Float32Array>): Float64Array[] {
  const [n = 0, count = 0] = codes.shape;
  return Array.from({ length: count }, (_, j) => Float64Array.from({ length: n }, (_, i) => codes.get(i, j)));
}

/** A column with mean 0 and variance 1; all zeros if it is constant. */
export function standardised(column: Float64Array, of: Float64Array = column): Float64Array {
  const mean = of.reduce((sum, value) => sum + value, 0) / of.length;
  const variance = of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / of.length;
  return column.map((value) => (variance > 0 ? (value - mean) / Math.sqrt(variance) : 0));
}

/** Pearson's r; 0 if a column is constant. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [standardised(a), standardised(b)];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.length;
}

/** Shannon entropy of weights that are divided by their sum, in nats; 0 if all are 0. */
export function entropy(weights: readonly number[]): number {
  const total = weights.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  return weights.reduce(
    (sum, value) => (value > 0 ? sum - (value / total) * Math.log(value / total) : sum),
    0,
  );
}
