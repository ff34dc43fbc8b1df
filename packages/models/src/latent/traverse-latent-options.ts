import type { Progress } from '@csm/base';
import type { LatentPathOptions } from './latent-path-options.js';

/** Options of {@link traverseLatent}. */
export interface TraverseLatentOptions extends LatentPathOptions {
  /** Number of latents that are decoded at a time. Default 32. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch; the items are pictures. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
