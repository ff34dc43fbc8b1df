import { dispose, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoders/encoder.js';
import type { ConceptScore } from '../scores/concept-score.js';
import type { ExplanationPlan } from './explanation-plan.js';
import type { Run } from './run.js';

/** The scores to explain, with the encoder on whose latent they depend; they share forward passes. */
export interface Target {
  readonly encoder: Encoder;
  readonly scores: readonly ConceptScore[];
}

/** The result of an explainer for one batch. The caller must dispose the tensors, with {@link disposeAttribution}. */
export interface Attribution {
  /** One map per score, each of the inputs' shape `[batch, ...inputShape]`. */
  readonly maps: readonly Tensor[];
  /** Latents of the inputs, if the method computed them anyway. */
  readonly latent?: Tensor2D | undefined;
  /**
   * For a method that promises completeness, the error of each map: its sum minus the difference of scores to which
   * it should add up; `[batch]` per score.
   */
  readonly completenessGaps?: readonly Tensor1D[] | undefined;
  /** For a method that averages random draws, the standard error of each number of each map. */
  readonly standardErrors?: readonly Tensor[] | undefined;
}

/**
 * Frees all tensors of an attribution.
 *
 * @category Write an explainer
 */
export function disposeAttribution({ maps, latent, completenessGaps, standardErrors }: Attribution): void {
  dispose([...maps, ...(latent ? [latent] : []), ...(completenessGaps ?? []), ...(standardErrors ?? [])]);
}

/**
 * An attribution method with its options: a plain object made by a function, such as `gradient()`. You can write your
 * own and pass it to {@link explain}; nothing has to be registered.
 */
export interface Explainer {
  /** Name of the method, as in figures: `integrated gradients`. */
  readonly name: string;
  /**
   * The method with the settings on which its maps depend, as the heading of a figure: `integrated gradients, 50 steps
   * (Gauss–Legendre) from 0`. Default: the name.
   */
  readonly description?: string | undefined;
  /**
   * Promises that maps (and completeness gaps) are linear in the concept vector: the map of an affine score w · z + c is
   * Σᵢ wᵢ times the map of zᵢ. If there are more such scores than latent dimensions, {@link explain} then attributes only the
   * dimensions, without standard errors, because those are not linear. Default false.
   */
  readonly linear?: boolean;
  /**
   * The number of samples that the method encodes at once per sample of the batch, for estimates of memory. Default
   * 1.
   */
  readonly passesPerSample?: number;
  /**
   * Whether the method uses backward rules, for which a trace keeps every output. Estimates of memory count fewer
   * outputs if it is false. Default true.
   */
  readonly rules?: boolean;
  /**
   * What `attribute` computes, as data, so that the explanation can be exported to another runtime. It must give the same maps as
   * `attribute`: if you copy an explainer and replace its `attribute`, replace its plan, too, or set `plan: undefined`. Without a plan,
   * the explanation cannot be exported.
   */
  readonly plan?: ExplanationPlan | undefined;
  /**
   * Attributes each score to the inputs. Awaits `checkpoint` of `@csm/core/extend` before each pass. If it throws, it
   * must first dispose everything that it allocated.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   */
  attribute(target: Target, inputs: Tensor, run: Run): Promise<Attribution>;
  /**
   * Called once before the work. Throws if the method does not support this target, and warns if its assumptions
   * fail; both messages name the layer and say what to do. An explainer that wraps another one calls the wrapped
   * explainer's `check`.
   */
  check?(target: Target, onWarning: (message: string) => void): void;
}
