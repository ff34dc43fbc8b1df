import { keyedNormal } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Sweeps of the subspace iteration. */
const SWEEPS = 40;

/**
 * Scores genes by a linear latent: the difference between the means of two groups in the space of the first principal components,
 * mapped back to genes by the loadings. With components W: Wᵀ W (mean₊ − mean₋). The components are found by subspace
 * iteration.
 *
 * @param values `[cells, genes]`, such as log1p counts per 10,000.
 */
export function linearLoadings(
  values: NdArray<Float32Array>,
  difference: Float64Array,
  { components = 10, seed = 0 } = {},
): Float64Array {
  const [cells = 0, genes = 0] = values.shape;
  const rows = Array.from({ length: cells }, (_, cell) =>
    values.data.subarray(cell * genes, (cell + 1) * genes),
  );
  const mean = new Float64Array(genes);
  for (const row of rows) for (let g = 0; g < genes; g++) mean[g]! += row[g]! / cells;
  const normal = keyedNormal('linear loadings', seed);
  let basis = orthonormal(
    Array.from({ length: components }, () => Float64Array.from({ length: genes }, normal)),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    basis = orthonormal(
      basis.map((vector) => {
        const offset = product(mean, vector);
        const next = new Float64Array(genes);
        for (const row of rows) {
          const score = product(row, vector) - offset;
          for (let g = 0; g < genes; g++) next[g]! += score * (row[g]! - mean[g]!);
        }
        return next;
      }),
    );
  }
  const result = new Float64Array(genes);
  for (const vector of basis) {
    const part = product(difference, vector);
    for (let g = 0; g < genes; g++) result[g]! += part * vector[g]!;
  }
  return result;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let g = 0; g < a.length; g++) sum += a[g]! * b[g]!;
  return sum;
}

/** Gram and Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    for (const other of result) {
      const part = product(rest, other);
      for (let g = 0; g < rest.length; g++) rest[g]! -= part * other[g]!;
    }
    const length = Math.sqrt(product(rest, rest));
    result.push(rest.map((value) => value / length));
  }
  return result;
}
