import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, step as isAbove, maximum, mul, sub, sum } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';

/** Logits below are a mask: −∞, or the least number of float32. */
const LEAST = -3.4e38;

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
      const given = sole('softmaxRelevance', at, at.inputs);
      // What is masked has no relevance, and −∞ · 0 is not a number.
      const logits = mul(maximum(given, LEAST), isAbove(add(given, -LEAST)));
      return [mul(logits, sub(at.cotangent, mul(at.output, sum(at.cotangent, -1, true))))];
    },
  });
}
