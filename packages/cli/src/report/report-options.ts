import type { ConceptOptions } from '../concepts/concept-options.js';
import type { DataOptions } from '../inputs/data-options.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';

/** The options of `csm report`, as commander returns them. */
export interface ReportOptions extends ModelOptions, DataOptions, ConceptOptions, MethodOptions {
  readonly out: string;
  /** A folder that `csm concept` wrote. */
  readonly concepts?: string | undefined;
  readonly title?: string | undefined;
  readonly limit: number;
  readonly json?: boolean | undefined;
}

/** The value of `--method` that stands for those that fit the model. */
export const AUTO_METHODS = 'auto';
