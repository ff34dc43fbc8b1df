import type { Features } from '../../features/features.js';
import type { FeatureReplacement } from '../replacement.js';

/** Options of {@link sobolAttribution}. */
export interface SobolAttributionOptions {
  /**
   * Features that are masked together, such as `superpixels(images)`. Default: a grid of 8 × 8 patches for pictures, as in the paper; each number
   * of other inputs.
   */
  readonly features?: Features | undefined;
  /** What the masked part of a feature is replaced by: x ⊙ M + r ⊙ (1 − M). Default 0, as in the paper. */
  readonly replacement?: FeatureReplacement | undefined;
  /**
   * Number of pairs of random masks, N, for each input. With d features, N (d + 2) masked inputs are encoded. Default 32, as in the
   * paper.
   */
  readonly pairs?: number | undefined;
  /** Seed of the masks. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Number of masked copies of each input that the encoder takes at once: `batchSize` times as many inputs. More are faster if a
   * call costs more than its inputs, as with a server. Default 1.
   */
  readonly perturbationsPerEval?: number | undefined;
}
