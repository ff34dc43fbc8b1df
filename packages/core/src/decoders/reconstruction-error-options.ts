import type { TfjsEncoder } from '../encoders/encoder.js';
import type { ConceptScore } from '../scores/concept-score.js';

/** Options of {@link reconstructionError}. */
export interface ReconstructionErrorOptions {
  /** `'squared'`: the mean over all features of (x − D(f(x)))². `'absolute'`: of |x − D(f(x))|. Default `'squared'`. */
  readonly measure?: 'squared' | 'absolute' | undefined;
}

/** The encoder and the score that {@link reconstructionError} returns. */
export interface ReconstructionError {
  /** From inputs to their error, `[batch, 1]`. It borrows the weights of both models. */
  readonly encoder: TfjsEncoder;
  /** The error as a score of that encoder. */
  readonly score: ConceptScore;
}
