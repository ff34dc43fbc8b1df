import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { mul, sub, sum } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';

/**
 * AttnLRP's rule for softmax s over the last axis of the logits l, from the first-order Taylor expansion at l: R_in = l ⊙ (R − s Σ R). The
 * share of the expansion's constant is dropped, so that relevance is not conserved here.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), proposition 3.1.
 *
 * @category Backward rules
 */
export function softmaxRelevance(options: NoOptions = {}): BackwardRule {
  checkOptions('softmaxRelevance', options, {});
  return recordable({
    name: 'softmax relevance',
    backward(at) {
      const logits = sole('softmaxRelevance', at, at.inputs);
      return [mul(logits, sub(at.cotangent, mul(at.output, sum(at.cotangent, -1, true))))];
    },
  });
}
