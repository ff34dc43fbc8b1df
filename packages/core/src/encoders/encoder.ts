import type { ImageLayout } from '@csm/base';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import type { Trace, TraceOptions } from '../graph/trace.js';

/** A value or a promise of it; `await` accepts both. */
export type Awaitable<T> = T | Promise<T>;

/**
 * A model from inputs to a latent space, which can be run forward once and backward many times.
 *
 * Any object with these members is an encoder, for example one that asks a server; {@link layersEncoder} makes one from a
 * LayersModel. An encoder borrows its model: it neither changes nor disposes it.
 */
export interface Encoder {
  /** Shape of one input as the user passes it, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Order of the axes if inputs are images. Absent: unknown; functions for images then reject shapes such as `[3, 64, 64]`. */
  readonly layout?: ImageLayout;
  /** Number of latent dimensions. */
  readonly latentSize: number;
  /** The operations that the encoder consists of, if they are known; images in it are channels last. */
  readonly graph?: Graph;
  /**
   * Computes the latents of a batch: the posterior mean, deterministic.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @returns `[batch, latentSize]`; the caller must dispose it.
   */
  encode(inputs: Tensor): Awaitable<Tensor2D>;
  /**
   * Runs a forward pass that keeps the tensors that a backward pass needs. Absent: the encoder has no derivative, and
   * methods that need one reject it.
   * @param inputs `[batch, ...inputShape]`, borrowed; must not be disposed before the trace.
   */
  trace?(inputs: Tensor, options?: TraceOptions): Awaitable<Trace>;
  /**
   * Makes the encoder whose latent is one sample of the posterior, z = μ(x) + σ(x) ⊙ noise. Present if the
   * posterior's variance is known. The number of samples in its batches is the number of rows of the noise or a
   * multiple of it; the rows then repeat.
   * @param noise standard normal, `[batch, latentSize]`, borrowed; must not be disposed while the encoder is used.
   */
  sampled?(noise: Tensor2D): Encoder;
  /** For an encoder with `slice`: the number of samples that it was made for. */
  readonly samples?: number;
  /**
   * Returns the encoder of samples `start` to `start + size`. Present if the encoder has values per sample, such as a
   * condition. In batches of a multiple of `size` samples, the values per sample repeat. It shares what this encoder
   * owns and is not disposed separately.
   */
  slice?(start: number, size: number): Encoder;
  /** Frees the resources that the encoder owns, such as weights or sessions. */
  dispose?(): Awaitable<void>;
}

/** An encoder that runs in TensorFlow.js: synchronous and differentiable. */
export interface TfjsEncoder extends Encoder {
  encode(inputs: Tensor): Tensor2D;
  trace(inputs: Tensor, options?: TraceOptions): Trace;
  sampled?(noise: Tensor2D): TfjsEncoder;
  slice?(start: number, size: number): TfjsEncoder;
  dispose?(): void;
}
