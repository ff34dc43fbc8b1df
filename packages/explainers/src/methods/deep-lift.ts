import { checkBoolean, checkOptions } from '@csm/base';
import type { ConceptScore } from '@csm/core';
import {
  type Attribution,
  type BackwardRules,
  checkTraceable,
  disposeAttribution,
  type Explainer,
  type Run,
  type Target,
} from '@csm/core/extend';
import {
  broadcastTo,
  concat,
  dispose,
  mul,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { backwardPasses } from '../attribution/backward-passes.js';
import { withSettings } from '../attribution/description.js';
import {
  attributeFromBaselines,
  checkBaselines,
  dependOnConcept,
} from '../baselines/attribute-from-baselines.js';
import { isInputBaseline } from '../baselines/baseline-tensor.js';
import { describeBaselines } from '../baselines/describe-baseline.js';
import { checkAffine } from '../checks/check-affine.js';
import { completenessGaps, scoreDifferences } from '../path/completeness.js';
import { reportCompleteness } from '../path/report-completeness.js';
import { activations as activationsOf, checkScope } from '../rules/activations.js';
import { checkGraph, checkReachable } from '../rules/check-rules.js';
import { composite } from '../rules/composite.js';
import { halves } from '../rules/deep-lift/halves.js';
import { rescale } from '../rules/deep-lift/rescale.js';
import { rescaleMaxPool } from '../rules/deep-lift/rescale-max-pool.js';
import { rescaleProduct } from '../rules/deep-lift/rescale-product.js';
import { isElementwise, isProduct, isStep, isUnruledNonlinearity, operationName } from '../rules/matchers.js';
import type { DeepLiftOptions } from './deep-lift-options.js';

/**
 * DeepLIFT, rescale rule: differences from a baseline are propagated instead of derivatives. At an activation the derivative is
 * replaced by Δy / Δz, also at any other elementwise function of one input; a product of two inputs is split by Shapley values; max
 * pooling splits Δy between the winners of the two inputs; the result is multiplied by x − b.
 *
 * Complete: the map adds up to s(x) − s(b). Costs one forward and one backward pass of twice the batch. Linear in the
 * concept, unless the baseline depends on it.
 *
 * If gaps exceed rounding and 5 % of |s(x) − s(b)| (or 5 % of a tenth of its median over the samples, if that is more), `explain`
 * warns once, with the number of such maps and the largest gap.
 *
 * Source: Shrikumar, Greenside & Kundaje 2017 (arXiv 1704.02685); max pooling as in Captum, products as in SHAP's
 * DeepExplainer.
 *
 * @category Propagation methods
 */
export function deepLift(options: DeepLiftOptions = {}): Explainer {
  checkOptions<DeepLiftOptions>('deepLift', options, { baseline: true, midpoint: true, activations: true });
  const { baseline = 0, midpoint = false, activations = 'reference' } = options;
  checkBoolean('deepLift', 'midpoint', midpoint);
  checkScope('deepLift', activations);
  const rules = midpoint
    ? composite([[activationsOf(activations), rescale({ midpoint: true })]])
    : composite([
        ['maxPool', rescaleMaxPool()],
        [isProduct, rescaleProduct()],
        [isElementwise, rescale()],
      ]);
  return {
    name: 'DeepLIFT',
    description: withSettings(
      `DeepLIFT from ${describeBaselines([baseline])}`,
      midpoint && 'midpoint derivative',
    ),
    linear: !dependOnConcept([baseline]),
    passesPerSample: 2,
    ...(!isInputBaseline(baseline) && {
      plan: { rules, baselines: [baseline], paired: true, times: 'difference' },
    }),
    check(target, onWarning) {
      const { encoder, scores } = target;
      checkTraceable('deepLift', encoder);
      checkGraph('deepLift', encoder);
      checkReachable('deepLift', encoder, rules);
      checkAffine('deepLift', scores);
      checkBaselines('deepLift', [baseline], target);
      const unruled =
        encoder.graph?.nodes.filter((node) => isUnruledNonlinearity(node) || isStep(node)) ?? [];
      const [node, ...others] = unruled.filter((each) => rules(each, encoder.graph) === undefined);
      if (node === undefined) return;
      const more = others.length > 0 ? ` and ${others.length} more are` : ' is';
      onWarning(
        `deepLift: layer "${node.name}" (${operationName(node)})${more} neither linear nor an elementwise function of one input; the ` +
          'gradient is used there, so the maps need not add up: see completenessGaps.',
      );
    },
    async attribute(target, inputs, run) {
      const found = await attributeFromBaselines(
        'deepLift',
        [baseline],
        target,
        inputs,
        run,
        (part, [start], partRun) => multipliers(part, inputs, start, partRun, rules),
      );
      return reportCompleteness(target.scores, found, run, {
        caller: 'deepLift',
        remedy: () => remedy(target.encoder, midpoint),
      });
    },
  };
}

/** Which assumption of completeness fails, and what to do. */
function remedy({ graph }: Target['encoder'], midpoint: boolean): string {
  if (midpoint) {
    return 'use deepLift without midpoint, because midpoint replaces the rule by derivatives at some operations, such as max pooling';
  }
  const node = graph?.nodes.find(isUnruledNonlinearity);
  if (node) {
    return (
      `use another baseline or integratedGradients, because no rule describes layer "${node.name}" (${operationName(node)}) and ` +
      'its gradient is used'
    );
  }
  return 'use another baseline or integratedGradients, because differences from this baseline are lost to rounding';
}

/** Runs inputs and baselines through the encoder as one batch, so that a rule has access to both at its node. */
async function multipliers(
  target: Target,
  inputs: Tensor,
  start: Tensor,
  run: Run,
  rules: BackwardRules,
): Promise<Attribution> {
  const baselines = tidy(() => broadcastTo(start, inputs.shape));
  const both = concat([inputs, baselines]);
  try {
    const scores = target.scores.map(forBoth);
    const found = await backwardPasses({ ...target, scores }, both, run, { rules, caller: 'deepLift' });
    try {
      return tidy(() => {
        const difference = sub(inputs, baselines);
        const maps = found.maps.map((map) => mul(halves(map)[0], difference));
        const [latent, baselineLatent] = halves(found.latent);
        const differences = scoreDifferences(target.scores, latent, [baselineLatent]);
        return { maps, latent, completenessGaps: completenessGaps(maps, differences) };
      });
    } finally {
      disposeAttribution(found);
    }
  } finally {
    dispose([both, baselines]);
  }
}

/**
 * The score for a batch that contains the inputs, then their baselines; each baseline has the score function of its
 * input.
 */
function forBoth(score: ConceptScore): ConceptScore {
  const onBoth = (of: (latent: Tensor2D) => Tensor) => (latent: Tensor2D) =>
    tidy(() => concat(halves(latent).map(of)));
  return {
    ...score,
    value: (latent) => onBoth((z) => score.value(z))(latent) as Tensor1D,
    cotangent: (latent) => onBoth((z) => score.cotangent(z))(latent) as Tensor2D,
  };
}
