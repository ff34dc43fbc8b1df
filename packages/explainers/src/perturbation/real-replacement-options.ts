import type { NdArray } from 'ndarray';
import type { Features } from '../features/features.js';

/** Options of {@link replacement}. */
export interface ReplacementOptions {
  /**
   * Real inputs that lack the concept, `[m, ...inputShape]`. Take held-out ones: examples from which the concept was computed make
   * the effects look larger than they are.
   */
  readonly donors: NdArray;
  /**
   * Features that are replaced as a whole, such as `superpixels(images)`, `featureSets(size, sets)` or
   * `neighbourhoodFeatures(positions, { size })`. Default: 8 × 8 patches of pictures, each number of other inputs.
   */
  readonly features?: Features | undefined;
  /** Number of donors that are drawn for each input, without replacement; all donors if there are no more. Default 2. */
  readonly donorsPerInput?: number | undefined;
  /** Seed of the drawn donors. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Number of changed copies of each input, over features and donors, that the encoder takes at once: `batchSize` times as many
   * inputs. More are faster if a call costs more than its inputs, as with a server. Default: as many as make 8 inputs together, at
   * least 1.
   */
  readonly perturbationsPerEval?: number | undefined;
}
