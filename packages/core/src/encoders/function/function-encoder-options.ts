import type { ImageLayout } from '@csm/base';

/** Options of {@link functionEncoder}. */
export interface FunctionEncoderOptions {
  /** Shape of one input, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Order of the axes if inputs are images. Default: unknown. */
  readonly layout?: ImageLayout | undefined;
}
