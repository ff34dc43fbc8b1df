import type { Features } from '../../features/features.js';
import type { FeatureReplacement } from '../replacement.js';

/** Options of {@link hsicAttribution}. */
export interface HsicAttributionOptions {
  /**
   * Features that are kept or replaced together, such as `superpixels(images)`. Default: a grid of 8 × 8 patches for pictures, as in
   * the authors' package; each number of other inputs.
   */
  readonly features?: Features | undefined;
  /** What replaces a feature. Default 0, as in the paper. */
  readonly replacement?: FeatureReplacement | undefined;
  /** Number of random masks for each input, n. Default 750; the paper uses 750 and 1,500. */
  readonly masks?: number | undefined;
  /**
   * Whether the value that is expected without dependence is subtracted (default), so that features that the score does not depend on are near 0.
   * With false, the map is the published estimate, which is positive everywhere.
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
