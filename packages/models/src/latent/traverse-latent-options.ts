import type { Progress } from '@csm/base';
import type { LatentPathOptions } from './latent-path-options.js';

/** Options of {@link traverseLatent}. */
export interface TraverseLatentOptions extends LatentPathOptions {
  /** Latents that the decoder takes at a time. Default 32. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch; the items are pictures. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
