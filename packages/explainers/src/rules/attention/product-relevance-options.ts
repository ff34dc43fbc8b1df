import type { UnsignedEpsilonOptions } from './unsigned-epsilon-options.js';

/** Options of {@link productRelevance}. */
export interface ProductRelevanceOptions extends UnsignedEpsilonOptions {
  /** Position of a factor that counts as a constant and gets no relevance, among the inputs of the product. Default: none. */
  readonly constant?: number | undefined;
}
