import { checkBoolean, checkOptions, checkWatchers } from '@csm/base';
import { READ_COUNTS_OPTIONS, type ReadCountsOptions } from '../read-counts-options.js';

/** Options of `openVisium` and `readVisium`. */
export interface ReadVisiumOptions extends ReadCountsOptions {
  /** Whether the pictures of the tissue are read. Default true. */
  readonly images?: boolean | undefined;
}

/** @throws on an unknown or invalid option. */
export function checkVisiumOptions(caller: string, options: ReadVisiumOptions): void {
  checkOptions(caller, options, { ...READ_COUNTS_OPTIONS, images: true });
  checkWatchers(caller, options);
  checkBoolean(caller, 'images', options.images ?? true);
}
