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

/** A model with `predict`, such as a GraphModel from latents to inputs. */
export interface PredictingModel {
  /** @param latents `[batch, latentSize]`, borrowed. @returns a tensor `[batch, ...inputShape]`. Called inside `tf.tidy`. */
  predict(latents: Tensor): unknown;
}

/**
 * What `decodeConcept` and `traverseLatent` accept as a decoder: a LayersModel, such as `vae.decoder`, another model with `predict`, or
 * an object with `decode`, which may return promises.
 */
export type AnyDecoder = LayersModel | PredictingModel | LatentDecoder;
