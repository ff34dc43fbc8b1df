import { dispose, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoders/encoder.js';
import type { ConceptScore } from '../scores/concept-score.js';
import type { Run } from './run.js';

/** What is explained: scores of an encoder's latent, which share their forward passes. */
export interface Target {
  readonly encoder: Encoder;
  readonly scores: readonly ConceptScore[];
}

/** The result of an explainer for one batch. The tensors are the caller's to dispose: {@link disposeAttribution}. */
export interface Attribution {
  /** One map per score, each of the inputs' shape `[batch, ...inputShape]`. */
  readonly maps: readonly Tensor[];
  /** Latents of the inputs, if the method computed them anyway. */
  readonly latent?: Tensor2D | undefined;
  /**
   * For a method that promises completeness, how far each map misses it: its sum minus the difference of scores that it should
   * add up to; `[batch]` per score.
   */
  readonly completenessGaps?: readonly Tensor1D[] | undefined;
  /** For a method that averages random draws, the standard error of each number of each map. */
  readonly standardErrors?: readonly Tensor[] | undefined;
}

/** Frees all tensors of an attribution. */
export function disposeAttribution({ maps, latent, completenessGaps, standardErrors }: Attribution): void {
  dispose([...maps, ...(latent ? [latent] : []), ...(completenessGaps ?? []), ...(standardErrors ?? [])]);
}

/**
 * An attribution method with its options: a plain object made by a function, such as `gradient()`. Pass your own to
 * {@link explain}; nothing has to be registered.
 */
export interface Explainer {
  /** Name of the method, as in figures: `integrated gradients`. */
  readonly name: string;
  /**
   * Promises that maps (and completeness gaps) are linear in the concept vector: the map of an affine score w · z + c is
   * Σᵢ wᵢ times the map of zᵢ. If there are more such scores than latent dimensions, {@link explain} then attributes only the
   * dimensions. Default false. Not for methods with standard errors, which are not linear.
   */
  readonly linear?: boolean;
  /** How many samples go through the encoder at once per sample of the batch, for estimates of memory. Default 1. */
  readonly passesPerSample?: number;
  /**
   * Whether it propagates by rules, for which a trace keeps every output. Estimates of memory count fewer outputs if it is
   * false. Default true.
   */
  readonly rules?: boolean;
  /**
   * Attributes each score to the inputs. Awaits `checkpoint` of `@csm/core/extend` before each pass. If it throws, it has disposed
   * everything that it allocated.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   */
  attribute(target: Target, inputs: Tensor, run: Run): Promise<Attribution>;
  /**
   * Called once before the work. Throws if the method does not support this target, and warns if its assumptions fail: both
   * name the layer and say what to do. An explainer that wraps another one calls the `check` of that one.
   */
  check?(target: Target, onWarning: (message: string) => void): void;
}
