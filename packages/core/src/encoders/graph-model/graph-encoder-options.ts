import type { PosteriorOutputs } from '../posterior-outputs.js';

/** Options of {@link graphEncoder}. */
export interface GraphEncoderOptions extends PosteriorOutputs {
  /** Shape of the model's only input without the batch axis, if the model leaves it open. */
  readonly inputShape?: readonly number[] | undefined;
}
