import type { BackwardRules, Explainer } from '@csm/core/extend';
import { backwardPasses } from '../../attribution/backward-passes.js';
import { timesInput } from '../../attribution/times-input.js';
import { constantDeviation } from '../../rules/attention/constant-deviation.js';
import {
  isActivationProduct,
  isCentredNormalization,
  isDivisionByNorm,
} from '../../rules/attention/matchers.js';
import { uniformProduct } from '../../rules/attention/uniform-product.js';
import type { RulePair } from '../../rules/composite.js';
import { gradientEpsilon } from '../../rules/lrp/gradient-epsilon.js';
import { isElementwise } from '../../rules/matchers.js';
import { checkAttentionRules } from './check-attention-rules.js';

/** So small that only a z of 0 notices it: the quotient f(z) / z is then 0. */
const TINY = 1e-12;

/** The rules that the gradient forms of AttnLRP and CP-LRP share. */
export const gradientPairs = (): RulePair[] => [
  [(node) => isCentredNormalization(node) || isDivisionByNorm(node), constantDeviation()],
  [isElementwise, gradientEpsilon({ epsilon: TINY })],
  [isActivationProduct, uniformProduct()],
];

/** x ⊙ the backward pass with the rules. */
export function gradientMethod(name: string, caller: string, rules: BackwardRules): Explainer {
  return {
    name,
    description: name,
    linear: true,
    plan: { rules, times: 'input' },
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, { rules, caller }), inputs),
    check: ({ encoder }) => checkAttentionRules(caller, encoder, rules),
  };
}
