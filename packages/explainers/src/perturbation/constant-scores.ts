import { isConstant } from '@csm/base';

/** 8 units in the last place of float32: more than the rounding of a score that adds up a few numbers. */
const ROUNDING = 2 ** -20;

/**
 * Whether scores of perturbed inputs differ only by float32 rounding. Shares of their variance would be shares of rounding errors.
 */
export function areConstantScores(scores: Float64Array): boolean {
  return isConstant(scores, ROUNDING);
}
