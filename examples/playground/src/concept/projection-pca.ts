import { PCA } from 'ml-pca';
import type { NdArray } from 'ndarray';

/** The most rows that the components are computed from; more rows hardly change them, and the decomposition takes long. */
const MOST_ROWS = 5000;

/**
 * The first two principal components of `[n, d]`: x and y of each row, one after another. The largest loading of each
 * component is positive, so that the picture is the same each time.
 */
export function pca(rows: NdArray<Float32Array>): Float32Array {
  const [count, size] = rows.shape as [number, number];
  const step = Math.max(1, Math.ceil(count / MOST_ROWS));
  const sample: number[][] = [];
  for (let row = 0; row < count; row += step) {
    sample.push(Array.from({ length: size }, (_, column) => rows.get(row, column)));
  }
  const positions = new Float32Array(2 * count);
  const means = Array.from(
    { length: size },
    (_, column) => sample.reduce((sum, row) => sum + row[column]!, 0) / sample.length,
  );
  const loadings = new PCA(sample, { method: 'SVD' }).getEigenvectors();
  for (let component = 0; component < Math.min(2, loadings.columns); component++) {
    const column = loadings.getColumn(component);
    const largest = column.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const sign = Math.sign(largest) || 1;
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += (rows.get(row, at) - means[at]!) * column[at]!;
      positions[2 * row + component] = sign * sum;
    }
  }
  return positions;
}
