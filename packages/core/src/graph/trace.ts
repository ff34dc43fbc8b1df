import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { BackwardRules } from './rules.js';

/** Options of `Encoder.trace`. */
export interface TraceOptions {
  /**
   * Whether sums are rounded about once instead of once per term, at three times the cost of a forward pass: for methods that
   * divide by numbers that may be near zero. An encoder that has no access to its sums may ignore it. Default false.
   */
  readonly accurateSums?: boolean | undefined;
  /**
   * Whether the trace must support backward passes with rules, which may read every output. If false, the outputs
   * that ordinary derivatives do not read (two thirds of a convolutional encoder's outputs) are freed; an encoder may
   * ignore this. If you know the rules, pass them: an encoder may then keep only the outputs that these rules and
   * ordinary derivatives read, and the backward passes must use these rules or none. Default true: any rules.
   */
  readonly rules?: boolean | BackwardRules | undefined;
}

/** Options of {@link Trace.backward}. */
export interface BackwardOptions {
  /**
   * Whether this is the last backward pass: the pass may then free the tensors of the trace, except for the latent,
   * which lowers peak memory. Default false.
   */
  readonly last?: boolean | undefined;
}

/** A forward pass, kept for any number of backward passes. */
export interface Trace {
  /** `[batch, latentSize]`; belongs to the trace, and `dispose` frees it. */
  readonly latent: Tensor2D;
  /**
   * The best number of cotangents to pass to one `backward` without rules, concatenated along the batch axis: a small
   * encoder takes little more time for many rows than for one. Default 1.
   */
  readonly together?: number;
  /**
   * Propagates a cotangent of the latent to the input: the vector–Jacobian product, changed by the `rules`.
   *
   * With `rules`, even if they match no node, it rejects an encoder that applies a nonlinearity inside a layer or
   * node for which they return no rule, because the map would silently be another method's; the error names that
   * layer. Without `rules` it is the plain derivative and never rejected for that. An encoder that cannot apply rules
   * must throw if rules are passed.
   * @param cotangent `[batch, latentSize]`, borrowed; without rules, up to `together` times as many rows are allowed,
   * for which the trace's samples repeat.
   * @returns `[batch, ...inputShape]`, or the same multiple of the batch; the caller must dispose it.
   */
  backward(cotangent: Tensor2D, rules?: BackwardRules, options?: BackwardOptions): Promise<Tensor>;
  /** Frees the tensors of the trace; await its backward passes first. May be called repeatedly. */
  dispose(): void;
}
