import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Awaitable } from '../encoders/encoder.js';
import type { Graph } from '../graph/graph.js';

/**
 * A model from latents to inputs. Any object with these members is a decoder; {@link layersDecoder}, {@link graphDecoder} and
 * {@link functionDecoder} make one.
 */
export interface Decoder {
  /** The decoder's operations, from the latent to the decoded inputs, if they are known. */
  readonly graph?: Graph | undefined;
  /**
   * Decodes a batch of latents.
   * @param latents `[batch, latentSize]`, borrowed.
   * @returns `[batch, ...inputShape]`; the caller must dispose it.
   */
  decode(latents: Tensor2D): Awaitable<Tensor>;
  /** Frees the resources that the decoder owns, such as weights or sessions. */
  dispose?(): Awaitable<void>;
}

/** A decoder that runs in TensorFlow.js: synchronous. */
export interface TfjsDecoder extends Decoder {
  decode(latents: Tensor2D): Tensor;
}
