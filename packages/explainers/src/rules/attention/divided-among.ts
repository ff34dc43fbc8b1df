import type { BackwardStep } from '@csm/core/extend';

/** The number of factors of a product that depend on the input. */
export function dividedAmong({ node, inputs }: BackwardStep): number {
  return inputs.filter((_, i) => node.constantInputs?.[i] !== true).length;
}
