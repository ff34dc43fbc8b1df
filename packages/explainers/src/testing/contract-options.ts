import type { Encoder } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Promises } from './promises.js';

/** An encoder on which explainers are checked. */
export interface TestEncoder {
  readonly encoder: Encoder;
  /** The encoder's weights, which no explainer may change; borrowed. */
  readonly weights: readonly Tensor[];
  /** Frees the weights. */
  dispose(): void;
}

/** Options of {@link explainerContract} and {@link testExplainer}. */
export interface ContractOptions {
  /** Properties that the method promises in addition to those of every explainer. Default: nothing. */
  readonly promises?: Promises | undefined;
  /**
   * The largest difference between maps that should be equal, such as those of one sample in two batches, as a share of the map's
   * largest value. Default 1e-5: float32 arithmetic in another order. A method that divides by small numbers needs a
   * larger tolerance.
   */
  readonly tolerance?: number | undefined;
  /**
   * The encoders by name; each check creates its own. Default {@link testEncoders}. Leave out encoders that the
   * method does not support; for a method that needs other encoders, pass your own, with ReLUs and a latent of at
   * least two dimensions.
   */
  readonly encoders?: Readonly<Record<string, () => TestEncoder>> | undefined;
}
