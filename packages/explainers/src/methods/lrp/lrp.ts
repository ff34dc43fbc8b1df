import { checkBoolean, checkFunction, checkOneOf, checkOptions, unsupportedModel } from '@csm/base';
import {
  type BackwardRules,
  checkTraceable,
  type Explainer,
  type Graph,
  withRelevance,
} from '@csm/core/extend';
import { backwardPasses } from '../../attribution/backward-passes.js';
import { withSettings } from '../../attribution/description.js';
import { checkAffine } from '../../checks/check-affine.js';
import { checkGraph, checkReachable } from '../../rules/check-rules.js';
import { epsilonPlus } from '../../rules/composites/epsilon-plus.js';
import { handsOn } from '../../rules/composites/relevance-rules.js';
import { mergeBatchNorm } from '../../rules/lrp/merge-batch-norm.js';
import { reachedByRelevance } from '../../rules/lrp/relevance.js';
import { operationName } from '../../rules/matchers.js';
import type { LrpOptions } from './lrp-options.js';

/**
 * Layer-wise relevance propagation with any rules: each dimension of the latent has the relevance that it contributes to the score, ∂s/∂z ⊙ z, and
 * every layer distributes the relevance of its outputs to its inputs by its rule. The rules are data: presets, or your own.
 *
 * ```ts
 * lrp();                                                        // z⁺ at convolutions, ε at dense layers
 * lrp({ rules: epsilonPlusFlat() });                            // for pictures: smooth
 * lrp({ rules: epsilonGammaBox({ low: 0, high: 1 }) });         // for pixels from 0 to 1
 * lrp({ rules: relevanceRules([[isWeighted, gamma()]]) });      // one rule everywhere
 * ```
 *
 * The map adds up to ∂s/∂z · z (the score of a concept vector) minus the relevance that biases absorb; {@link conservation} tells which layers
 * absorb how much. Costs one gradient plus, for each layer with another rule than ε, up to four times its share. The forward pass is
 * computed with sums of more than float32's precision, since divisions by pre-activations near zero would magnify rounding errors.
 * Linear in the concept.
 *
 * For ε-LRP as Captum and DeepExplain define it, see {@link epsilonLrp}.
 *
 * Source: Bach et al. 2015 (PLoS ONE 10(7): e0130140); the presets as in zennit (Anders et al. 2021, arXiv 2106.13200).
 *
 * @throws before the run, if the encoder does not show its layers, a layer has no rule, or the score is not affine in the latent.
 * @category Propagation methods
 */
export function lrp(options: LrpOptions = {}): Explainer {
  checkOptions<LrpOptions>('lrp', options, { rules: true, mergeBatchNorm: true, start: true });
  const { rules: given = epsilonPlus(), mergeBatchNorm: merges = true, start = 'contribution' } = options;
  checkFunction('lrp', 'rules', given);
  checkBoolean('lrp', 'mergeBatchNorm', merges);
  checkOneOf('lrp', 'start', start, ['contribution', 'concept']);
  const rules = merges ? mergeBatchNorm(given) : given;
  const ofContribution = start === 'contribution';
  return {
    name: 'LRP',
    description: withSettings(
      'LRP',
      given.description ?? 'own rules',
      !merges && 'batch normalisations not merged',
      !ofContribution && 'from the concept',
    ),
    linear: true,
    plan: { rules, accurateSums: true, ...(ofContribution && { relevance: { epsilon: 0 } }) },
    attribute(target, inputs, run) {
      const scores = target.scores.map((score) => (ofContribution ? withRelevance(score, 0) : score));
      return backwardPasses({ ...target, scores }, inputs, run, { rules, caller: 'lrp', accurateSums: true });
    },
    check({ encoder, scores }) {
      checkTraceable('lrp', encoder);
      checkGraph('lrp', encoder);
      checkReachable('lrp', encoder);
      checkEveryRule(encoder.graph, rules);
      checkAffine('lrp', scores);
    },
  };
}

/** @throws if relevance reaches a node that has no rule and does not merely hand relevance on. */
function checkEveryRule(graph: Graph | undefined, rules: BackwardRules): void {
  const unruled =
    graph && reachedByRelevance(graph).find((node) => !handsOn(node) && rules(node, graph) === undefined);
  if (unruled === undefined) return;
  throw unsupportedModel(
    `lrp: layer "${unruled.name}" (${operationName(unruled)}) has no rule that distributes its relevance; give it one with ` +
      'relevanceRules([[match, rule]]), or use another method, such as integratedGradients().',
  );
}
