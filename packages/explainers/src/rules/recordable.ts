import type { BackwardRule, BackwardStep } from '@csm/core/extend';

/**
 * Adds `emit` to a rule whose `backward` uses only TensorFlow.js operations: both are the same function. See `BackwardRule.emit`.
 */
export function recordable<
  Rule extends { readonly name: string; backward(step: BackwardStep): ReturnType<BackwardRule['backward']> },
>(rule: Rule): Rule & { readonly emit: Rule['backward'] } {
  return { ...rule, emit: rule.backward };
}
