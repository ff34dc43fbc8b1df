import type { KlWeighting } from './loss/kl-weight.js';

/** Options of {@link evaluateVae}. */
export interface EvaluateVaeOptions extends KlWeighting {
  /** Images per batch; not used for a stream, which determines its batches. Default 64. */
  readonly batchSize?: number | undefined;
  /** The technical batch of each sample, for a VAE with `batches` and an array. */
  readonly batch?: ArrayLike<number> | undefined;
  readonly signal?: AbortSignal | undefined;
}
