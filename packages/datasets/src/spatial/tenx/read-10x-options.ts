import { checkBoolean, checkOptions, checkWatchers, invalidArgument, shown } from '@csm/base';
import { READ_COUNTS_OPTIONS, type ReadCountsOptions } from '../read-counts-options.js';
import { checkName } from './check-name.js';

/** Options of `open10x` and `read10x`. */
export interface Read10xOptions extends ReadCountsOptions {
  /**
   * Whether to read the unfiltered matrix of a folder (`raw_feature_bc_matrix`) instead of the filtered one. It has all barcodes, also
   * those without a cell. Default false.
   */
  readonly raw?: boolean | undefined;
  /**
   * The sample, if the folder holds several: the beginning of the names of its files (`'GSM1_A'` of `GSM1_A_matrix.mtx.gz`, as GEO stores
   * them), or the name of its folder. Required if there are several.
   */
  readonly sample?: string | undefined;
  /** Reads the genes of this genome only, such as `'GRCh38'`. Required if Cell Ranger 2 wrote a matrix for each of several genomes. */
  readonly genome?: string | undefined;
  /**
   * The types of other features that become `spots.arrays`, such as `['Antibody Capture']` for the counts of surface proteins. Default:
   * none; features that are not genes are left out with a warning.
   */
  readonly arrays?: readonly string[] | undefined;
}

/** @throws on an unknown or invalid option. */
export function check10xOptions(caller: string, options: Read10xOptions): void {
  checkOptions(caller, options, {
    ...READ_COUNTS_OPTIONS,
    raw: true,
    sample: true,
    genome: true,
    arrays: true,
  });
  checkWatchers(caller, options);
  checkBoolean(caller, 'raw', options.raw ?? false);
  checkName(caller, 'sample', options.sample, 'the name of a sample, such as "GSM1_A"');
  checkName(caller, 'genome', options.genome, 'the name of a genome, such as "GRCh38"');
  const { arrays = [] } = options;
  if (Array.isArray(arrays) && arrays.every((type) => typeof type === 'string' && type !== '')) return;
  throw invalidArgument(
    `${caller}: arrays must be a list of types of features, such as ["Antibody Capture"]; got ${shown(arrays)}.`,
  );
}
