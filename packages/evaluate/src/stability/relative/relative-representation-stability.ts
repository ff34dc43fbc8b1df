import { checkFunction, checkOptions, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../../maps/check-maps.js';
import { type Attribute, type Reference, relativeStabilities } from './relative-stability.js';
import { RELATIVE_STABILITY_OPTIONS, type RelativeStabilityOptions } from './relative-stability-options.js';

/**
 * Relative representation stability (RRS): the largest relative change of a map per relative change of the latent, max over x′ = x + noise of
 * ‖(m(x) − m(x′)) / m(x)‖ / max(‖(z − z′) / z‖, ε), with the division number by number and the Euclidean norm; one number per input.
 * Small is stable: the map changes only where what the encoder sees does. There is no null; compare methods on the same inputs.
 *
 * For maps or latents with zeros, pass `relativeTo: 'norm'`; the function warns if zeros decide the result.
 *
 * Cost: 1 + samples (21) maps and encodings per input.
 *
 * Source: Agarwal et al. 2022 (arXiv 2203.06877), with the latent as the internal representation.
 *
 * @param attribute returns the maps of inputs, such as `async (x) => (await explain(encoder, concept, x, explainer)).maps`.
 * @param represent returns the latents of inputs, or another representation, `[n, ...]`, such as `(x) => encode(encoder, x)`.
 * @throws if `attribute` or `represent` do not return one item of the same shape per input, or an option is unknown or out of range.
 * @category Stability
 */
export async function relativeRepresentationStability(
  attribute: Attribute,
  represent: (inputs: NdArray<Float32Array>) => Promise<NdArray> | NdArray,
  inputs: NdArray,
  options: RelativeStabilityOptions = {},
): Promise<Float64Array> {
  const caller = 'relativeRepresentationStability';
  checkOptions<RelativeStabilityOptions>(caller, options, RELATIVE_STABILITY_OPTIONS);
  checkFunction(caller, 'represent', represent);
  const reference = representationReference(caller, represent);
  const [found] = await relativeStabilities(caller, attribute, [reference], inputs, options);
  return found!;
}

export function representationReference(
  caller: string,
  represent: (inputs: NdArray<Float32Array>) => Promise<NdArray> | NdArray,
): Reference {
  return {
    name: 'representations',
    of: async (batch) => {
      const found = await represent(batch);
      checkMaps(caller, found, 'what represent returns');
      return [...rows(found)];
    },
    isRelative: true,
  };
}
