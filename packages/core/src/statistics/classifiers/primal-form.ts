import { cholesky, dot, solveCholesky } from '@csm/base';
import { type Form, type LabelledExamples, LEAST_CURVATURE } from './form.js';

/** Examples that are added to the Hessian together, so that it is read a quarter as often. */
const BLOCK = 4;

/** The parameters are v and b. A step costs O(n L²) and O(L³), with n examples of L numbers. */
export function primalForm({ latents, offset }: LabelledExamples): Form {
  const latentSize = offset.length;
  const size = latentSize + 1;
  const block = Array.from({ length: BLOCK }, () => new Float64Array(size));
  /** Writes a latent minus the offset, and a 1 for b. */
  const read = (i: number, row: Float64Array) => {
    const latent = latents[i];
    if (latent === undefined) return row.fill(0);
    for (let k = 0; k < latentSize; k++) row[k] = latent[k]! - offset[k]!;
    row[latentSize] = 1;
    return row;
  };
  return {
    size,
    evaluate(parameters) {
      const row = new Float64Array(size);
      const scores = Float64Array.from(latents, (_, i) => dot(read(i, row), parameters, size));
      return { scores, penalty: dot(parameters, parameters, latentSize) / 2 };
    },
    async newtonPoint(parameters, { slopes, curvatures }, pause) {
      const gradient = parameters.slice();
      gradient[latentSize] = 0;
      const hessian = Array.from({ length: size }, (_, i) => {
        const row = new Float64Array(i + 1);
        row[i] = i < latentSize ? 1 : LEAST_CURVATURE;
        return row;
      });
      for (let start = 0; start < latents.length; start += BLOCK) {
        for (const [i, row] of block.entries()) {
          read(start + i, row);
          const slope = slopes[start + i] ?? 0;
          for (let k = 0; k < size; k++) gradient[k]! += slope * row[k]!;
        }
        addProducts(hessian, block, curvatures.subarray(start, start + BLOCK));
        await pause();
      }
      await cholesky(hessian, pause);
      const step = solveCholesky(hessian, gradient);
      return parameters.map((value, k) => value - step[k]!);
    },
    vector: async (parameters) => parameters.slice(0, latentSize),
  };
}

/** Adds Σ cᵢ zᵢ zᵢᵀ over four rows to a lower triangle. */
function addProducts(
  triangle: readonly Float64Array[],
  [a, b, c, d]: readonly Float64Array[],
  [weightA = 0, weightB = 0, weightC = 0, weightD = 0]: Float64Array,
): void {
  if (!a || !b || !c || !d || weightA + weightB + weightC + weightD === 0) return;
  for (const [j, sums] of triangle.entries()) {
    const [p, q, r, s] = [weightA * a[j]!, weightB * b[j]!, weightC * c[j]!, weightD * d[j]!];
    for (let k = 0; k <= j; k++) sums[k]! += p * a[k]! + q * b[k]! + (r * c[k]! + s * d[k]!);
  }
}
