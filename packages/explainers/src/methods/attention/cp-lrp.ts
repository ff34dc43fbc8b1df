import { checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import type { NoOptions } from '../../checks/no-options.js';
import { constantFactor } from '../../rules/attention/constant-factor.js';
import { constantFactorOf } from '../../rules/attention/constant-factors.js';
import { composite, type RulePair } from '../../rules/composite.js';
import { gradientMethod, gradientPairs } from './gradient-form.js';

/**
 * CP-LRP, conservative relevance propagation for transformers: attention weights, gates, deviations and norms count as constants, so that relevance goes
 * through the values alone. x ⊙ gradient of that network, with the quotients f(z) / z of activations as constants. What the concept owes to
 * where the network attends is left out: see `attnLrp`.
 *
 * A gate is the factor that has fewer numbers, or the only one of two that is the output of an activation; a product of two activations
 * without a gate gives half to each. Relevance is conserved except for what biases, positions and class tokens absorb. Costs as
 * much as a gradient.
 *
 * Source: Ali et al. 2022 (arXiv 2202.07304).
 *
 * @throws before the run, if the encoder does not show its layers, or has a layer that the rules cannot redistribute.
 * @category Propagation methods
 */
export function cpLrp(options: NoOptions = {}): Explainer {
  checkOptions('cpLrp', options, {});
  const constants = [0, 1].map(
    (factor): RulePair => [
      (node, graph) => graph !== undefined && constantFactorOf(graph, node) === factor,
      constantFactor({ factor }),
    ],
  );
  return gradientMethod('CP-LRP', 'cpLrp', composite([...constants, ...gradientPairs()]));
}
