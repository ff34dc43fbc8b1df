import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { BackwardRules } from './rules.js';

/** Options of `Encoder.trace`. */
export interface TraceOptions {
  /**
   * Sums rounded about once, not once a term, at three times the cost of a forward pass: for methods that divide by what
   * may be near zero. An encoder that does not see its sums may ignore it. Default false.
   */
  readonly accurateSums?: boolean;
  /**
   * Whether backward passes by rules will come, which may read every output. False lets go what ordinary derivatives do not
   * read, two thirds of a convolutional encoder's outputs; an encoder may ignore it. Default true.
   */
  readonly rules?: boolean;
}

/** Options of {@link Trace.backward}. */
export interface BackwardOptions {
  /**
   * That no other backward pass will follow: what the trace keeps may be freed as the pass goes, all but the latent, so that
   * the peak of memory is lower. Default false.
   */
  readonly last?: boolean;
}

/** A forward pass, kept for any number of backward passes. */
export interface Trace {
  /** `[batch, latentSize]`; the trace's own, gone with `dispose`. */
  readonly latent: Tensor2D;
  /**
   * How many cotangents are best given to one `backward` without rules, as rows below each other: a small encoder does many
   * rows in little more time than one. Default 1.
   */
  readonly together?: number;
  /**
   * Propagates a cotangent of the latent to the input: the vector–Jacobian product, changed where `rules` says so.
   *
   * With `rules`, also if they match no node, it rejects an encoder that applies a nonlinearity inside a layer or node for
   * which they give no rule, by that layer's name: the map would silently be another method's. Without `rules` it is the plain
   * derivative and never rejected for that. An encoder that cannot apply rules must throw if it is called with some.
   * @param cotangent `[batch, latentSize]`, borrowed; where the trace says `together`, and without rules, also up to so many
   *   times as many rows: the trace's samples then repeat.
   * @returns `[batch, ...inputShape]`, or the multiple of it, the caller's to dispose.
   */
  backward(cotangent: Tensor2D, rules?: BackwardRules, options?: BackwardOptions): Promise<Tensor>;
  /** Frees what the trace keeps; await its backward passes first. Harmless when repeated. */
  dispose(): void;
}
