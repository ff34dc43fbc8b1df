import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A model from latents to inputs: the `Decoder` of `@csm/core`, such as `layersDecoder`, `graphDecoder` and `onnxDecoder` make. */
export interface LatentDecoder {
  /**
   * @param latents `[batch, latentSize]`, borrowed.
   * @returns `[batch, ...inputShape]`; the caller disposes it.
   */
  decode(latents: Tensor2D): Tensor | Promise<Tensor>;
}

/** What `decodeConcept` and `traverseLatent` accept as a decoder: a LayersModel, such as `vae.decoder`, or an object with `decode`. */
export type AnyDecoder = LayersModel | LatentDecoder;
