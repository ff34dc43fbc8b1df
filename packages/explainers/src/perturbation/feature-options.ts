import type { Features } from '../features/features.js';
import type { FeatureReplacement } from './replacement.js';

/** Options of the methods that take features away. */
export interface FeatureOptions {
  /**
   * Features that are kept or replaced together, such as `gridFeatures(inputShape, { size: 8 })` or `superpixels(images)`.
   * Default: each number of an input is a feature, as in Captum.
   */
  readonly features?: Features | undefined;
  /** What replaces a feature. Default 0. */
  readonly replacement?: FeatureReplacement | undefined;
  /**
   * What each member of a feature gets. `'whole'` (default): the feature's whole value, as in Captum. `'share'`: an equal share of
   * it, so that the map adds up to the values of the features, whatever their sizes.
   */
  readonly perMember?: 'whole' | 'share' | undefined;
  /**
   * Number of perturbed copies of each input that the encoder takes at once: `batchSize` times as many inputs. More are faster if
   * a call costs more than its inputs, as with a server. Default 1.
   */
  readonly perturbationsPerEval?: number | undefined;
}
