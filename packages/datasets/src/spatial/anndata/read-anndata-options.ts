import { checkBoolean, checkOptions, checkWatchers, invalidArgument, shown } from '@csm/base';
import { READ_COUNTS_OPTIONS, type ReadCountsOptions } from '../read-counts-options.js';

/** Options of `openAnnData` and `readAnnData`. */
export interface ReadAnnDataOptions extends ReadCountsOptions {
  /** Reads `layers[layer]`, such as `'counts'`, instead of `X`. */
  readonly layer?: string | undefined;
  /** Reads `raw.X`, with the genes of `raw.var`, instead of `X`. Default false. */
  readonly raw?: boolean | undefined;
  /**
   * The layers that are kept in `layers`, so that `writeAnnData` writes them again: their names, or true for all. Memory: 8 bytes per
   * value other than 0. Default: none.
   */
  readonly layers?: true | readonly string[] | undefined;
  /** Whether `raw` is kept in `raw`, so that `writeAnnData` writes it again. Memory as for `layers`. Default false. */
  readonly keepRaw?: boolean | undefined;
  /** The column of `obs` that becomes `spots.labels`: the region or cluster of each spot. Default: none. */
  readonly labels?: string | undefined;
  /**
   * The entry of `uns['spatial']` whose pictures are read. Required if there are several. It does not select spots: all
   * spots of the file are read, and `selectSpots` selects those of one slide.
   */
  readonly library?: string | undefined;
  /**
   * The key of the positions in `obsm`, such as `'X_spatial'`. False: read no positions, for single cells; then x and y
   * are NaN unless `obs` has `array_col` and `array_row`. Default `'spatial'`.
   */
  readonly spatial?: string | false | undefined;
  /**
   * Keys of `obsm` that are read into `spots.arrays`, such as `['protein_expression']`: arrays or tables of numbers. Default: none.
   */
  readonly arrays?: readonly string[] | undefined;
  /** Whether the pictures in `uns['spatial']` are read. The diameter of the spots is read in either case. Default true. */
  readonly images?: boolean | undefined;
}

const KNOWN = {
  ...READ_COUNTS_OPTIONS,
  layer: true,
  raw: true,
  layers: true,
  keepRaw: true,
  labels: true,
  library: true,
  spatial: true,
  arrays: true,
  images: true,
} as const;

/** @throws on unknown or contradictory options. */
export function checkReadOptions(caller: string, options: ReadAnnDataOptions): void {
  checkOptions(caller, options, KNOWN);
  checkValues(caller, options);
}

/** Options of `readAnnData`. */
export interface ReadAnnDataBytesOptions extends ReadAnnDataOptions {
  /** The name of the file in messages. Default: the name of the File, or `'the h5ad'`. */
  readonly name?: string | undefined;
}

/** As {@link checkReadOptions}. */
export function checkReadBytesOptions(caller: string, options: ReadAnnDataBytesOptions): void {
  checkOptions(caller, options, { ...KNOWN, name: true });
  checkValues(caller, options);
}

function checkValues(caller: string, options: ReadAnnDataOptions): void {
  checkWatchers(caller, options);
  const { layer, raw = false, keepRaw = false, images = true, spatial = 'spatial' } = options;
  checkBoolean(caller, 'raw', raw);
  checkBoolean(caller, 'keepRaw', keepRaw);
  checkBoolean(caller, 'images', images);
  if (spatial !== false && (typeof spatial !== 'string' || spatial === '')) {
    throw invalidArgument(
      `${caller}: spatial must be a key of obsm, such as "X_spatial", or false to read no positions; got ${shown(spatial)}.`,
    );
  }
  checkNames(caller, 'arrays', options.arrays);
  if (options.layers !== true) checkNames(caller, 'layers', options.layers);
  for (const name of ['layer', 'labels', 'library'] as const) {
    const value: unknown = options[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) continue;
    throw invalidArgument(`${caller}: ${name} must be a name in the file; got ${shown(value)}.`);
  }
  if (raw && (keepRaw || options.layers !== undefined)) {
    throw invalidArgument(
      `${caller}: expected layers and keepRaw without raw, as raw has genes of its own; got raw and ${keepRaw ? 'keepRaw' : 'layers'}.`,
    );
  }
  if (layer !== undefined && raw) {
    throw invalidArgument(
      `${caller}: expected layer or raw; got both, layer "${layer}" and raw; pass one of them.`,
    );
  }
}

function checkNames(caller: string, option: string, names: unknown): void {
  if (names === undefined) return;
  const isNames = Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '');
  if (isNames) return;
  throw invalidArgument(
    `${caller}: ${option} must be a list of names in the file, such as ["protein_expression"]; got ${shown(names)}.`,
  );
}
