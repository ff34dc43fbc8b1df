import type { KlWeighting } from './loss/kl-weight.js';

/** Options of {@link evaluateVae}. */
export interface EvaluateVaeOptions extends KlWeighting {
  /** Images per batch; not used for a stream, which determines its batches. Default 64. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
