import type { BackwardRule, BackwardStep } from '@csm/core/extend';

/**
 * Completes a rule whose backward step consists of TensorFlow.js operations alone: other runtimes record the same code. See
 * `BackwardRule.emit`.
 */
export function recordable<
  Rule extends { readonly name: string; backward(step: BackwardStep): ReturnType<BackwardRule['backward']> },
>(rule: Rule): Rule & { readonly emit: Rule['backward'] } {
  return { ...rule, emit: rule.backward };
}
