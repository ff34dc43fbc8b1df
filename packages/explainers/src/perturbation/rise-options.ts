import type { Features } from '../features/features.js';
import type { FeatureReplacement } from './replacement.js';

/** Options of {@link rise}. */
export interface RiseOptions {
  /** Number of random masks for each input. Default 4,000, as in the paper. */
  readonly masks?: number | undefined;
  /**
   * Number of cells of the low-resolution masks along each axis, or one number per axis: `[rows, columns]` for pictures. More
   * cells show smaller things and need more masks. Default 7, as in the paper. Not for features, which are their own cells.
   */
  readonly cells?: number | readonly number[] | undefined;
  /** Probability with which a cell is kept. Default 0.5. */
  readonly keepProbability?: number | undefined;
  /** What the masked part of an input is replaced by: x ⊙ M + r ⊙ (1 − M). Default 0, as in the paper. */
  readonly replacement?: FeatureReplacement | undefined;
  /**
   * Features that masks keep or replace as a whole, such as `superpixels(images)` or gene sets, instead of cells. Default for
   * inputs of one axis: each number.
   */
  readonly features?: Features | undefined;
  /**
   * Whether the mean score of the masked inputs is subtracted (default), so that the map shows how much better the score is where
   * a place is kept. With false, the map is the published one: the mean score of the masked inputs in which a place is kept.
   */
  readonly centred?: boolean | undefined;
  /** Seed of the masks. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Number of masked copies of each input that the encoder takes at once: `batchSize` times as many inputs. More are faster if a
   * call costs more than its inputs, as with a server. Default 1.
   */
  readonly perturbationsPerEval?: number | undefined;
}
