import type { Explainer, Run, Target } from '@csm/core';
import { add, dispose, mul, sub, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { backwardPasses } from './backward-passes.js';
import { type Baseline, baselineTensor } from './baseline.js';
import { type Quadrature, type QuadratureRule, quadratureRule } from './quadrature.js';

/** Options of {@link integratedGradients}. */
export interface IntegratedGradientsOptions {
  /** Points of the quadrature, each a forward and a backward pass. Default 50. */
  steps?: number;
  /** Default `gauss-legendre`: the most exact for the same steps. `riemann-right` is the reference implementation's. */
  quadrature?: Quadrature;
  /** Where the path starts. Default 0. What equals the baseline gets no credit: black cannot credit dark glasses. */
  baseline?: Baseline;
  /**
   * The reference implementation's path, from 0 to x whatever the baseline is; only x − baseline then uses it, and
   * the map no longer adds up to the difference of scores. Default false.
   */
  pathFromZero?: boolean;
}

/**
 * Integrated gradients: map = (x − b) · ∫₀¹ ∂s/∂x (b + t (x − b)) dt, the integral by a quadrature rule.
 *
 * Complete: the map adds up to s(x) − s(b), up to the error of the quadrature. Linear in the concept vector. Memory
 * does not grow with the steps.
 *
 * Source: Sundararajan, Taly & Yan 2017 (arXiv 1703.01365).
 *
 * @throws if steps is not a whole number of at least 1 (2 for `trapezoid`), or the baseline does not fit the input.
 */
export function integratedGradients(options: IntegratedGradientsOptions = {}): Explainer {
  const { steps = 50, quadrature = 'gauss-legendre', baseline = 0, pathFromZero = false } = options;
  const least = quadrature === 'trapezoid' ? 2 : 1;
  if (!Number.isInteger(steps) || steps < least) {
    throw new Error(`integratedGradients: steps must be a whole number of at least ${least}; got ${steps}.`);
  }
  const rule = quadratureRule(quadrature, steps);
  return {
    name: 'integrated gradients',
    async attribute(target, inputs, run) {
      const start = baselineTensor('integratedGradients', baseline, target.encoder.inputShape);
      try {
        // (1 − t) b + t x rather than b + t (x − b): exact in float32 at both ends.
        const pathPoint = (t: number) => {
          const end = mul(inputs, t);
          return pathFromZero ? end : add(mul(start, 1 - t), end);
        };
        const integrals = await integrate(target, inputs, pathPoint, rule, run);
        const maps = integrals.map((integral) => tidy(() => mul(sub(inputs, start), integral)));
        dispose(integrals);
        return { maps };
      } finally {
        start.dispose();
      }
    },
  };
}

/** Σ wᵢ ∂s/∂x (pathPoint(tᵢ)) for each score. The result is the caller's. */
async function integrate(
  target: Target,
  inputs: Tensor,
  pathPoint: (t: number) => Tensor,
  { points, weights }: QuadratureRule,
  { onProgress, ...run }: Run,
): Promise<Tensor[]> {
  let integrals: Tensor[] = target.scores.map(() => zerosLike(inputs));
  try {
    for (const [i, t] of points.entries()) {
      const point = tidy(() => pathPoint(t));
      const { maps, latent } = await backwardPasses(target, point, run).finally(() => point.dispose());
      const sums = integrals.map((integral, k) => tidy(() => add(integral, mul(maps[k]!, weights[i]!))));
      dispose([...integrals, ...maps, latent!]);
      integrals = sums;
      onProgress?.((i + 1) / points.length);
    }
    return integrals;
  } catch (error) {
    dispose(integrals);
    throw error;
  }
}
