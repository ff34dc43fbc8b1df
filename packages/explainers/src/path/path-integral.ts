import { disposeAttribution, type Run, type Target } from '@csm/core/extend';
import { add, dispose, mul, sub, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { backwardPasses } from '../attribution/backward-passes.js';
import { zip } from '../checks/zip.js';
import type { QuadratureRule } from './quadrature.js';

/** The straight paths along which gradients are integrated, from each start to the inputs. */
export interface Paths {
  /** Each `[1, ...inputShape]`, or `[batch, ...inputShape]` with one per input; the maps are averaged over them. Borrowed. */
  readonly starts: readonly Tensor[];
  /** The reference implementation's variant: the path starts at 0 for any baseline. */
  readonly fromZero: boolean;
}

/**
 * For each score, the mean over the starts b of (x − b) ⊙ Σᵢ wᵢ ∂s/∂x (b + tᵢ (x − b)). The caller must dispose the
 * result.
 */
export async function pathIntegral(
  target: Target,
  inputs: Tensor,
  { starts, fromZero }: Paths,
  { points, weights }: QuadratureRule,
  { onProgress, ...run }: Run,
): Promise<Tensor[]> {
  let maps: Tensor[] = target.scores.map(() => zerosLike(inputs));
  let done = 0;
  try {
    for (const start of starts) {
      // Uses (1 − t) b + t x rather than b + t (x − b), because it is exact in float32 at both ends.
      const pointAt = (t: number) => (fromZero ? mul(inputs, t) : add(mul(start, 1 - t), mul(inputs, t)));
      let integrals: Tensor[] = maps.map(() => zerosLike(inputs));
      try {
        for (const [t, weight] of zip(points, weights)) {
          const point = tidy(() => pointAt(t));
          const step = await backwardPasses(target, point, run, { caller: 'integratedGradients' }).finally(
            () => point.dispose(),
          );
          integrals = accumulate(integrals, step.maps, (sum, map) => add(sum, mul(map, weight)));
          disposeAttribution(step);
          done += 1;
          onProgress?.({ done, total: points.length * starts.length });
        }
        const share = 1 / starts.length;
        maps = accumulate(maps, integrals, (sum, integral) => {
          const map = mul(sub(inputs, start), integral);
          return add(sum, starts.length === 1 ? map : mul(map, share));
        });
      } finally {
        dispose(integrals);
      }
    }
    return maps;
  } catch (error) {
    dispose(maps);
    throw error;
  }
}
