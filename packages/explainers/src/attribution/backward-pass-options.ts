import type { BackwardRules } from '@csm/core/extend';

/** Options of {@link backwardPasses}. */
export interface BackwardPassOptions {
  /** The rules of the backward passes, such as a {@link composite}. Default: the ordinary gradient. */
  readonly rules?: BackwardRules | undefined;
  /** Name of the method's function; errors and warnings begin with it. Default `backwardPasses`. */
  readonly caller?: string | undefined;
  /**
   * Whether the forward pass rounds each sum about once rather than once per term, at three times the cost: for rules that divide
   * by numbers that may be near zero. Default false.
   */
  readonly accurateSums?: boolean | undefined;
}
