import { checkFunction, checkOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import { type ScoreFunction, scoresOf } from '../../faithfulness/score-function.js';
import { type Attribute, type Reference, relativeStabilities } from './relative-stability.js';
import { RELATIVE_STABILITY_OPTIONS, type RelativeStabilityOptions } from './relative-stability-options.js';

/**
 * Relative output stability (ROS): the largest relative change of a map per change of the concept score, max over x′ = x + noise of
 * ‖(m(x) − m(x′)) / m(x)‖ / max(|s(x) − s(x′)|, ε), with the division number by number and the Euclidean norm; one number per input.
 * Small is stable: the map changes only where the score does. The denominator is not relative, so the result has the unit 1 / score, and is
 * large wherever some x′ happens to have the same score. There is no null; compare methods on the same inputs.
 *
 * For maps with zeros, pass `relativeTo: 'norm'`; the function warns if zeros decide the result.
 *
 * Cost: 1 + samples (21) maps and encodings per input.
 *
 * Source: Agarwal et al. 2022 (arXiv 2203.06877), with the concept score in place of the logits.
 *
 * @param attribute returns the maps of inputs, such as `async (x) => (await explain(encoder, concept, x, explainer)).maps`.
 * @param score the scores of inputs, such as `scoreFunction(encoder, concept)`.
 * @throws if `attribute` does not return one map of the same shape per input, `score` does not return one number per input, or an option is
 *   unknown or out of range.
 * @category Stability
 */
export async function relativeOutputStability(
  attribute: Attribute,
  score: ScoreFunction,
  inputs: NdArray,
  options: RelativeStabilityOptions = {},
): Promise<Float64Array> {
  const caller = 'relativeOutputStability';
  checkOptions<RelativeStabilityOptions>(caller, options, RELATIVE_STABILITY_OPTIONS);
  checkFunction(caller, 'score', score);
  const reference = scoreReference(caller, score);
  const [found] = await relativeStabilities(caller, attribute, [reference], inputs, options);
  return found!;
}

export function scoreReference(caller: string, score: ScoreFunction): Reference {
  return {
    name: 'scores',
    of: async (batch) => Array.from(await scoresOf(caller, score, batch), (value) => [value]),
    isRelative: false,
  };
}
