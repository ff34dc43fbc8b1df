import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import type { Trace, TraceOptions } from '../graph/trace.js';

/** A value, or a promise of it: what an `await` accepts. */
export type Awaitable<T> = T | Promise<T>;

/** Whether the axis of an image that holds its channels is the last or the first. */
export type ImageLayout = 'channelsLast' | 'channelsFirst';

/**
 * A model from inputs to a latent space, which can be run forward once and backward many times.
 *
 * Any object with these members is an encoder, for example one that asks a server; {@link layersEncoder} makes one from a
 * LayersModel. An encoder borrows its model: it neither changes nor disposes it.
 */
export interface Encoder {
  /** Shape of one input as the user holds it, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Order of the axes if inputs are images. Absent: unknown. */
  readonly layout?: ImageLayout;
  /** Number of latent dimensions. */
  readonly latentSize: number;
  /** The operations that the encoder consists of, if they can be seen; images inside are channels last. */
  readonly graph?: Graph;
  /**
   * Computes the latents of a batch: the posterior mean, deterministic.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @returns `[batch, latentSize]`, the caller's to dispose.
   */
  encode(inputs: Tensor): Awaitable<Tensor2D>;
  /**
   * Runs a forward pass that keeps what a backward pass needs. Absent: the encoder has no derivative, and methods that need
   * one reject it.
   * @param inputs `[batch, ...inputShape]`, borrowed; must live as long as the trace.
   */
  trace?(inputs: Tensor, options?: TraceOptions): Awaitable<Trace>;
  /**
   * If the posterior's variance is known: the encoder whose latent is one sample of the posterior,
   * z = μ(x) + σ(x) ⊙ noise. Its batches have as many samples as the noise has rows, or a multiple: the rows then repeat.
   * @param noise standard normal, `[batch, latentSize]`, borrowed; must live as long as the encoder is used.
   */
  sampled?(noise: Tensor2D): Encoder;
  /** For an encoder with `slice`: the number of samples that it is for. */
  readonly samples?: number;
  /**
   * If something is given per sample, such as a condition: the encoder of samples `start` to `start + size`. In batches of
   * a multiple of `size` samples, what is given repeats. It shares what this encoder owns and is not disposed separately.
   */
  slice?(start: number, size: number): Encoder;
  /** Frees what the encoder owns, such as weights or sessions. */
  dispose?(): Awaitable<void>;
}

/** An encoder that runs in TensorFlow.js: synchronous and differentiable. */
export interface TfjsEncoder extends Encoder {
  encode(inputs: Tensor): Tensor2D;
  trace(inputs: Tensor, options?: TraceOptions): Trace;
  sampled?(noise: Tensor2D): TfjsEncoder;
}
