import { checkOneOf, checkOptions, checkPositive, unsupportedModel } from '@csm/base';
import { checkTraceable, type Explainer, isRouting, withRelevance } from '@csm/core/extend';
import { backwardPasses } from '../attribution/backward-passes.js';
import { withSettings } from '../attribution/description.js';
import { timesInput } from '../attribution/times-input.js';
import { checkAffine } from '../checks/check-affine.js';
import { type ActivationScope, activations as activationsOf, checkScope } from '../rules/activations.js';
import { checkGraph, checkReachable } from '../rules/check-rules.js';
import { composite } from '../rules/composite.js';
import { gradientEpsilon } from '../rules/lrp/gradient-epsilon.js';
import { layerwiseEpsilon } from '../rules/lrp/layerwise-epsilon.js';
import { passRelevance } from '../rules/lrp/pass-relevance.js';
import { reachedByRelevance, signalOf } from '../rules/lrp/relevance.js';
import { signalTakesAll } from '../rules/lrp/signal-takes-all.js';
import { isElementwise, isGated, isUnruledNonlinearity, operationName } from '../rules/matchers.js';
import type { EpsilonLrpOptions } from './epsilon-lrp-options.js';

/**
 * ε-LRP, layer-wise relevance propagation: the score is the relevance of the latent, and every layer passes relevance on to its
 * inputs in proportion to their contributions, with ε added to small denominators; max pooling has one contribution, that of the largest cell. In a product with a gate or a norm that has fewer
 * numbers, the other factor gets all the relevance.
 *
 * The map adds up to the score minus the relevance that the biases (and ε) absorb. Costs two gradients: the forward
 * pass is computed with sums of more than float32's precision, since divisions by pre-activations near zero would
 * magnify rounding errors.
 *
 * Source: Bach et al. 2015 (PLoS ONE 10(7): e0130140); the gradient form is that of Ancona et al. 2018 (arXiv 1711.06104).
 *
 * @throws if ε is not positive; before the run, if the encoder does not show its layers, or has a layer that the rules cannot
 *   redistribute.
 * @category Propagation methods
 */
export function epsilonLrp(options: EpsilonLrpOptions = {}): Explainer {
  checkOptions<EpsilonLrpOptions>('epsilonLrp', options, { epsilon: true, form: true, activations: true });
  const { epsilon = 1e-4, form = 'layerwise', activations = 'reference' } = options;
  checkScope('epsilonLrp', activations);
  checkPositive('epsilonLrp', 'epsilon', epsilon);
  checkOneOf('epsilonLrp', 'form', form, ['layerwise', 'gradient']);
  return form === 'gradient' ? gradientForm(epsilon, activations) : layerwiseForm(epsilon);
}

function gradientForm(epsilon: number, activations: ActivationScope): Explainer {
  const rules = composite([[activationsOf(activations), gradientEpsilon({ epsilon })]]);
  return {
    name: 'ε-LRP',
    description: withSettings(
      'ε-LRP',
      `ε ${epsilon}`,
      'gradient form',
      activations === 'all' && 'all activations',
    ),
    linear: true,
    plan: { rules, times: 'input' },
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, { rules, caller: 'epsilonLrp' }), inputs),
    check({ encoder }) {
      checkTraceable('epsilonLrp', encoder);
      checkReachable('epsilonLrp', encoder, rules);
    },
  };
}

function layerwiseForm(epsilon: number): Explainer {
  const rules = composite([
    [({ operation, constantInputs }) => isRouting(operation, constantInputs), undefined],
    [isElementwise, passRelevance()],
    [isGated, signalTakesAll()],
    [() => true, layerwiseEpsilon({ epsilon })],
  ]);
  return {
    name: 'ε-LRP',
    description: withSettings('ε-LRP', `ε ${epsilon}`),
    plan: { rules, relevance: { epsilon }, accurateSums: true },
    attribute(target, inputs, run) {
      const scores = target.scores.map((score) => withRelevance(score, epsilon));
      return backwardPasses({ ...target, scores }, inputs, run, {
        rules,
        caller: 'epsilonLrp',
        accurateSums: true,
      });
    },
    check({ encoder, scores }) {
      checkTraceable('epsilonLrp', encoder);
      checkGraph('epsilonLrp', encoder);
      // The rules match every layer, but they are defined only for linear layers and activations.
      checkReachable('epsilonLrp', encoder);
      const { graph } = encoder;
      const unruled =
        graph &&
        reachedByRelevance(graph).find(
          (node) => isUnruledNonlinearity(node) && signalOf(graph, node) === undefined,
        );
      if (unruled) {
        throw unsupportedModel(
          `epsilonLrp: layer "${unruled.name}" (${operationName(unruled)}) is neither linear nor an elementwise function of one input, so no ` +
            'rule defines how it redistributes relevance; use another method, such as integratedGradients().',
        );
      }
      checkAffine('epsilonLrp', scores);
    },
  };
}
