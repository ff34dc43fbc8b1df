import { dot, keyedNormal, meanOfRows, norm, rows, subtractProjections } from '@csm/base';
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
  const mean = meanOfRows(rows(values), cells);
  const centred = Array.from(rows(values), (row) => mean.map((value, g) => row[g]! - value));
  const normal = keyedNormal('linear loadings', seed);
  let basis = orthonormal(
    Array.from({ length: components }, () => Float64Array.from({ length: genes }, normal)),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    basis = orthonormal(
      basis.map((vector) => {
        const next = new Float64Array(genes);
        for (const row of centred) {
          const score = dot(row, vector, genes);
          for (let g = 0; g < genes; g++) next[g]! += score * row[g]!;
        }
        return next;
      }),
    );
  }
  const result = new Float64Array(genes);
  for (const vector of basis) {
    const part = dot(difference, vector, genes);
    for (let g = 0; g < genes; g++) result[g]! += part * vector[g]!;
  }
  return result;
}

/** Gram and Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    subtractProjections(rest, result);
    const length = norm(rest);
    result.push(rest.map((value) => value / length));
  }
  return result;
}
