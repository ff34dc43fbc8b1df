import { cholesky, dot, gramMatrix, solveCholesky } from '@csm/base';
import { type Form, type LabelledExamples, LEAST_CURVATURE } from './form.js';

/**
 * The parameters are α and b, with v = Σ αᵢ zᵢ: the optimum lies in the span of the examples. A step costs O(n³) for n
 * examples, however many numbers they have; the matrix K of their dot products, which is needed once, O(n² L).
 *
 * At the minimum of the expanded objective, α = −g − c ⊙ (f⁺ − f), where g and c are the slopes and curvatures of the losses
 * and f⁺ = K α + b. With s = √c and α = s ⊙ τ − g this is (I + S K S) τ = s ⊙ (K g + f − b), which is always well-posed; b follows
 * from Σ α = 0.
 *
 * Source: Chapelle 2007, Training a Support Vector Machine in the Primal (Neural Computation 19).
 */
export async function dualForm(examples: LabelledExamples, pause: () => Promise<void>): Promise<Form> {
  const { latents, offset } = examples;
  const count = latents.length;
  const gram = await gramMatrix(latents, offset, pause);
  const evaluate = (parameters: Float64Array) => {
    const b = parameters[count] ?? 0;
    const scores = Float64Array.from(gram, (row) => dot(row, parameters, count) + b);
    let penalty = 0;
    for (let i = 0; i < count; i++) penalty += (parameters[i]! * (scores[i]! - b)) / 2;
    return { scores, penalty };
  };
  return {
    size: count + 1,
    evaluate,
    async newtonPoint(parameters, { slopes, curvatures }, pause) {
      const before = parameters[count] ?? 0;
      const { scores } = evaluate(parameters);
      const roots = curvatures.map(Math.sqrt);
      const matrix = gram.map((row, i) =>
        Float64Array.from({ length: i + 1 }, (_, j) => row[j]! * roots[i]! * roots[j]! + (i === j ? 1 : 0)),
      );
      await cholesky(matrix, pause);
      const right = roots.map((root, i) => root * (dot(gram[i]!, slopes, count) + scores[i]!));
      const withoutB = solveCholesky(matrix, right);
      const ofB = solveCholesky(matrix, roots);
      const total = slopes.reduce((sum, slope) => sum + slope, 0);
      const missing = dot(roots, withoutB, count) - total + LEAST_CURVATURE * before;
      const b = missing / (dot(roots, ofB, count) + LEAST_CURVATURE);
      const next = new Float64Array(count + 1);
      for (let i = 0; i < count; i++) next[i] = roots[i]! * (withoutB[i]! - b * ofB[i]!) - slopes[i]!;
      next[count] = b;
      return next;
    },
    async vector(parameters, pause) {
      const vector = new Float64Array(offset.length);
      for (const [i, latent] of latents.entries()) {
        const weight = parameters[i]!;
        for (let k = 0; k < vector.length; k++) vector[k]! += weight * (latent[k]! - offset[k]!);
        await pause();
      }
      return vector;
    },
  };
}
