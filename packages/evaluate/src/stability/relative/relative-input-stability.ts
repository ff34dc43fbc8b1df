import { checkOptions, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { type Attribute, type Reference, relativeStabilities } from './relative-stability.js';
import { RELATIVE_STABILITY_OPTIONS, type RelativeStabilityOptions } from './relative-stability-options.js';

/**
 * Relative input stability (RIS): the largest relative change of a map per relative change of its input, max over x′ = x + noise of
 * ‖(m(x) − m(x′)) / m(x)‖ / max(‖(x − x′) / x‖, ε), with the division number by number and the Euclidean norm; one number per input. Small is
 * stable; 0 for a map that ignores its input, so a small value does not show that a method is good. There is no null; input ×
 * gradient of a linear score has 1. Compare methods on the same inputs.
 *
 * A number near 0 makes its relative change arbitrarily large. For pictures with black pixels, or maps with zeros, pass
 * `relativeTo: 'norm'`; the function warns if zeros decide the result.
 *
 * Cost: 1 + samples (21) maps per input.
 *
 * Source: Agarwal et al. 2022 (arXiv 2203.06877). They only compare inputs of the same predicted class; a concept score has no classes.
 *
 * @param attribute returns the maps of inputs, such as `async (x) => (await explain(encoder, concept, x, explainer)).maps`.
 * @throws if `attribute` does not return one map of the same shape per input, or an option is unknown or out of range.
 * @category Stability
 */
export async function relativeInputStability(
  attribute: Attribute,
  inputs: NdArray,
  options: RelativeStabilityOptions = {},
): Promise<Float64Array> {
  const caller = 'relativeInputStability';
  checkOptions<RelativeStabilityOptions>(caller, options, RELATIVE_STABILITY_OPTIONS);
  const [found] = await relativeStabilities(caller, attribute, [inputReference], inputs, options);
  return found!;
}

export const inputReference: Reference = {
  name: 'inputs',
  of: async (batch) => [...rows(batch)],
  isRelative: true,
};
