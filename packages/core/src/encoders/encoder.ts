import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import type { Trace, TraceOptions } from '../graph/trace.js';

/**
 * A model from inputs to a latent space, that can be run forward once and backward many times.
 *
 * Anything with these members is an encoder; {@link layersEncoder} makes one of a LayersModel. An encoder borrows
 * its model: it neither changes nor disposes it.
 */
export interface Encoder {
  /** Shape of one input, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Number of latent dimensions. */
  readonly latentSize: number;
  /** The operations the encoder is made of, where they can be seen. */
  readonly graph?: Graph;
  /**
   * The latents of a batch: the posterior mean, deterministic.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @returns `[batch, latentSize]`, the caller's to dispose.
   */
  encode(inputs: Tensor): Tensor2D;
  /**
   * A forward pass that keeps what a backward pass needs.
   * @param inputs `[batch, ...inputShape]`, borrowed; must live as long as the trace.
   */
  trace(inputs: Tensor, options?: TraceOptions): Trace;
  /**
   * Where the posterior's variance is known: the encoder whose latent is one sample of the posterior,
   * z = μ(x) + σ(x) ⊙ noise. Its batches have as many samples as the noise has rows, or a multiple: the rows then repeat.
   * @param noise standard normal, `[batch, latentSize]`, borrowed; must live as long as the encoder is used.
   */
  sampled?(noise: Tensor2D): Encoder;
}
