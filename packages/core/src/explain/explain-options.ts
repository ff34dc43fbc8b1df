import { ENCODE_OPTIONS, type EncodeOptions } from '../encode/encode-options.js';

/** Options of {@link explain}. */
export interface ExplainOptions extends EncodeOptions {
  /**
   * Instead of `batchSize`: as many samples at a time as fit into this much device memory, in bytes or as `'512MB'`. An
   * estimate from the shapes of the encoder's outputs and the number of concepts. It does not count the model's
   * weights, copies of them that the backend keeps, or the results, which are on the host.
   */
  readonly memory?: number | string | undefined;
  /**
   * Called when the maps are doubtful, for example because an assumption of the method fails; once per run for each
   * warning. Default `console.warn`.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The names of the options, for `checkOptions`.
 * @category Write an explainer
 */
export const EXPLAIN_OPTIONS = {
  ...ENCODE_OPTIONS,
  memory: true,
  onWarning: true,
} as const;
