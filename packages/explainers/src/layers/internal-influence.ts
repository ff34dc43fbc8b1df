import { checkCount, checkOptions } from '@csm/base';
import { checkpoint, type Run, type Target } from '@csm/core/extend';
import { add, dispose, mul, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { withSettings } from '../attribution/description.js';
import { attributeFromBaselines, checkBaselines } from '../baselines/attribute-from-baselines.js';
import { isBaselineList } from '../baselines/baseline-tensor.js';
import { checkBaselineList } from '../baselines/check-baseline-list.js';
import { describeBaselines } from '../baselines/describe-baseline.js';
import { zip } from '../checks/zip.js';
import { QUADRATURE_NAMES, type QuadratureRule, quadratureRule } from '../path/quadrature.js';
import type { InternalInfluenceOptions } from './internal-influence-options.js';
import type { LayerMethod } from './layer-method.js';
import { disposeLayerPasses, layerPasses } from './layer-passes.js';

/**
 * Internal influence of each output h of a hidden layer: the gradient ∂s/∂h averaged along the straight path from the baseline b to x,
 * ∫₀¹ ∂s/∂h (b + t (x − b)) dt.
 *
 * A sensitivity, not a contribution: it has no factor h, and does not add up to the score. Linear in the concept vector.
 *
 * Source: Leino et al. 2018 (arXiv 1802.03788), for the uniform distribution on the path, as in Captum's `InternalInfluence`.
 *
 * @throws if steps is not a whole number of at least 1 (2 for `trapezoid`), or a baseline does not fit the input.
 * @category Hidden layers
 */
export function internalInfluence(options: InternalInfluenceOptions = {}): LayerMethod {
  const caller = 'internalInfluence';
  checkOptions<InternalInfluenceOptions>(caller, options, { steps: true, quadrature: true, baseline: true });
  const { steps = 50, quadrature = 'gauss-legendre', baseline = 0 } = options;
  checkCount(caller, 'steps', steps, { min: quadrature === 'trapezoid' ? 2 : 1 });
  const baselines = isBaselineList(baseline) ? baseline : [baseline];
  checkBaselineList(caller, baselines);
  const rule = quadratureRule(caller, quadrature, steps);
  return {
    name: 'internal influence',
    description: withSettings(
      `internal influence, ${steps} steps (${QUADRATURE_NAMES[quadrature]}) from ${describeBaselines(baselines)}`,
    ),
    check: (target) => checkBaselines(caller, baselines, target),
    attribute: (target, layer, inputs, run) =>
      attributeFromBaselines(caller, baselines, target, inputs, run, async (part, starts, partRun) => ({
        maps: await averageGradients(caller, part, layer, inputs, starts, rule, partRun),
      })),
  };
}

/** For each score, the gradient at a layer, averaged over the points of the path and over the paths' starts. */
async function averageGradients(
  caller: string,
  target: Target,
  layer: string,
  inputs: Tensor,
  starts: readonly Tensor[],
  { points, weights }: QuadratureRule,
  { onProgress, ...run }: Run,
): Promise<Tensor[]> {
  let sums: Tensor[] = [];
  let done = 0;
  try {
    for (const start of starts) {
      for (const [t, weight] of zip(points, weights)) {
        await checkpoint(run);
        const point = tidy(() => add(mul(start, 1 - t), mul(inputs, t)));
        const passes = await layerPasses(caller, target, layer, point, run).finally(() => point.dispose());
        try {
          if (sums.length === 0) sums = target.scores.map(() => zerosLike(passes.output));
          sums = accumulate(sums, passes.cotangents, (sum, gradient) =>
            add(sum, mul(gradient, weight / starts.length)),
          );
        } finally {
          disposeLayerPasses(passes);
        }
        done += 1;
        onProgress?.({ done, total: points.length * starts.length });
      }
    }
    return sums;
  } catch (error) {
    dispose(sums);
    throw error;
  }
}
