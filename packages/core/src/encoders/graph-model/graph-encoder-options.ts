import type { ImageLayout } from '@csm/base';
import type { PosteriorOutputs } from '../posterior/posterior-outputs.js';

/** Options of {@link graphEncoder}. */
export interface GraphEncoderOptions extends PosteriorOutputs {
  /** Shape of the model's only input without the batch axis, if the model leaves it open. */
  readonly inputShape?: readonly number[] | undefined;
  /**
   * Order of the axes of images. Default: derived from the model, such as from the data format of its convolutions; otherwise
   * unknown.
   */
  readonly layout?: ImageLayout | undefined;
}
