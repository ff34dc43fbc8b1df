import { checkBoolean, checkCount, checkOptions, checkWatchers } from '@csm/base';
import { READ_COUNTS_OPTIONS, type ReadCountsOptions } from '../read-counts-options.js';
import { checkName } from '../tenx/check-name.js';

/** Options of `openVisium` and `readVisium`. */
export interface ReadVisiumOptions extends ReadCountsOptions {
  /** Whether the pictures of the tissue are read. Default true. */
  readonly images?: boolean | undefined;
  /**
   * Reads the unfiltered matrix (`raw_feature_bc_matrix`), which also has the spots outside the tissue, instead of the filtered one.
   * Default false.
   */
  readonly raw?: boolean | undefined;
  /**
   * The sample, if the folder holds several: the beginning of the names of its files (`'GSM1_A'` of `GSM1_A_matrix.mtx.gz`, as GEO stores
   * them), or the name of its folder. Required if there are several.
   */
  readonly sample?: string | undefined;
  /** The side of the bins of Visium HD in micrometres: 2, 8 or 16. Required if the folder has several sizes. */
  readonly bin?: number | undefined;
}

/** @throws on an unknown or invalid option. */
export function checkVisiumOptions(caller: string, options: ReadVisiumOptions): void {
  checkOptions(caller, options, { ...READ_COUNTS_OPTIONS, images: true, raw: true, sample: true, bin: true });
  checkWatchers(caller, options);
  checkBoolean(caller, 'images', options.images ?? true);
  checkBoolean(caller, 'raw', options.raw ?? false);
  checkName(caller, 'sample', options.sample, 'the name of a sample, such as "GSM1_A"');
  if (options.bin !== undefined) checkCount(caller, 'bin', options.bin);
}
