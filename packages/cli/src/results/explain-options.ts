import type { DataOptions } from '../inputs/data-options.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';

/** The options of `csm explain`. */
export interface ExplainCommandOptions extends ModelOptions, DataOptions, MethodOptions {
  readonly concepts: string;
  readonly out: string;
  readonly ids?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly pictures?: boolean | undefined;
  readonly h5ad?: string | undefined;
  readonly batch?: number | undefined;
  readonly seed: number;
  readonly json?: boolean | undefined;
}
