import ndarray, { type NdArray } from 'ndarray';
import { checkConcept } from './check-latent-path.js';
import { decodeLatentsWith } from './decode-latents.js';
import type { AnyDecoder } from './latent-decoder.js';

/**
 * Decodes a concept vector, D(v): shows the concept as an input. It suits concepts that are a mean latent, such as those of
 * `geneConcept` of `@csm/core/statistics`.
 *
 * A difference of means is not the latent of an input. Move along it from a latent instead, such as the mean of all
 * latents, with {@link traverseLatent}: D(z̄ + α v).
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes.
 *
 * @param decoder from latents to inputs; borrowed.
 * @param concept such as a concept vector of `@csm/core`.
 * @returns one input, without a batch axis, on the host.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the vector is not finite, only zeros, or of another size than the decoder takes, or if the
 * decoder was disposed or has several inputs or outputs.
 *
 * @example
 * const picture = await decodeConcept(vae.decoder, concept);
 * @category Move in the latent space
 */
export async function decodeConcept(
  decoder: AnyDecoder,
  concept: { readonly vector: Float32Array },
): Promise<NdArray<Float32Array>> {
  checkConcept('decodeConcept', concept);
  const decode = decodeLatentsWith('decodeConcept', decoder, concept.vector.length);
  const decoded = await decode(concept.vector, 1);
  return ndarray(decoded.data, decoded.shape.slice(1));
}
