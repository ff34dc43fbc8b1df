import type { ChannelOptions, Progress } from '@csm/base';
import type { EncodeOptions } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import type { DecodeFunction } from '../faithfulness/decode-function.js';
import type { Replacement } from '../faithfulness/replacement.js';

/** A family of measures. */
export type MeasureGroup =
  | 'concept control'
  | 'model control'
  | 'localisation'
  | 'complexity'
  | 'faithfulness'
  | 'generative agreement'
  | 'stability'
  | 'feature removal'
  | 'relative stability'
  | 'MPRT';

/** Options of {@link evaluate}. */
export interface EvaluateOptions
  extends Pick<EncodeOptions, 'batchSize' | 'signal'>,
    Pick<ChannelOptions, 'channels'> {
  /**
   * Masks of the concept, 1 where it is visible and 0 elsewhere: `[n, height, width]`, or one `[height, width]` for
   * all inputs. For localisation.
   */
  readonly masks?: NdArray | undefined;
  /** Pixels that localisation considers, in the masks' shape. Default: all. */
  readonly within?: NdArray | undefined;
  /**
   * The examples from which the concept vector was computed. If given, the random concepts are those of permuted
   * labels, and stability under resampling is measured.
   */
  readonly examples?: ConceptExamples | undefined;
  /** Decodes latents, as {@link decodeFunction} does. For generative agreement. */
  readonly decode?: DecodeFunction | undefined;
  /**
   * What to measure. Default: all groups for which the necessary options (masks, examples, decode) and encoder are
   * given, except for the expensive ones: `feature removal`, `relative stability` and `MPRT`.
   */
  readonly groups?: readonly MeasureGroup[] | undefined;
  /** Number of random concepts for the control, at least 3. Default 10. */
  readonly randomConcepts?: number | undefined;
  /**
   * The values that replace deleted features, by name. Default: zeros and, for pictures, the input blurred by 1/8
   * of its height.
   */
  readonly replacements?: Readonly<Record<string, Replacement>> | undefined;
  /** Number of points of the deletion curves. Default 20. */
  readonly steps?: number | undefined;
  /** Number of perturbations for infidelity, and of subsets for µ-fidelity and Sensitivity-n, at least 3 for these. Default 50. */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Called with a message for everything that makes a result doubtful. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called after each measure of each method. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
