import { add, div, mul, reshape, step, sub, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { ConceptScore } from './concept-score.js';

/**
 * x + ε · sgn(x) with sgn(0) = +1, so that the result is never zero. Call inside `tf.tidy`.
 *
 * @category Scores
 */
export function stabilise(x: Tensor, epsilon: number): Tensor {
  // 1 − 2 · [−x > 0] gives the sign without a comparison; comparisons are slow on wasm.
  const sign = sub(1, mul(2, step(mul(x, -1))));
  return add(x, mul(sign, epsilon));
}

/**
 * The score as a last linear layer, as `ExplanationPlan.relevance` describes it: the latent z gets the relevance of the score s as
 * z ⊙ ∂s/∂z · s / (s + ε sgn s). With ε = 0 that is z ⊙ ∂s/∂z, also where s is 0.
 *
 * @category Scores
 */
export function withRelevance(score: ConceptScore, epsilon: number): ConceptScore {
  return {
    ...score,
    cotangent: (latent) =>
      tidy(() => {
        const contributions = mul(latent, score.cotangent(latent));
        if (epsilon === 0) return contributions as Tensor2D;
        const value = reshape(score.value(latent), [-1, 1]);
        return mul(contributions, div(value, stabilise(value, epsilon))) as Tensor2D;
      }),
  };
}
