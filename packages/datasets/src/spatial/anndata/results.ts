import type { NdArray } from 'ndarray';
import { type ResultColumns, requireLength } from '../../tables/result-tables.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { isNdArray, type UnsValue } from './write-elements.js';

/** What goes into an `.h5ad`, in the order of the spots and genes of the counts. */
export interface AnnDataResults {
  /** Columns of `obs`: one value a spot. */
  readonly obs?: ResultColumns;
  /** Columns of `var`: one value a gene. */
  readonly var?: ResultColumns;
  /** Arrays [spots, k] for `obsm`: such as the maps of k concepts. */
  readonly obsm?: Readonly<Record<string, NdArray<Float32Array | Float64Array>>>;
  /** Anything for `uns`: settings, names of concepts, pictures of decoded concepts. */
  readonly uns?: Readonly<Record<string, UnsValue>>;
}

/** Throws on a name that HDF5 cannot hold, and on values of another length than the spots or genes. */
export function checkResults(where: string, { spots, genes }: SpatialCounts, results: AnnDataResults): void {
  const { obs = {}, var: vars = {}, obsm = {}, uns = {} } = results;
  for (const [part, columns, rows] of [
    ['obs', obs, spots.names.length],
    ['var', vars, genes.length],
  ] as const) {
    for (const [name, column] of Object.entries(columns)) {
      requireName(`${where}: ${part}`, name);
      requireLength(`${where}: ${part}`, name, column, rows);
    }
  }
  for (const [name, array] of Object.entries(obsm)) {
    requireName(`${where}: obsm`, name);
    if (array?.shape?.length !== 2 || array.shape[0] !== spots.names.length) {
      throw new Error(
        `${where}: obsm["${name}"] must be an ndarray [${spots.names.length}, k], a row a spot; got [${array?.shape ?? ''}]`,
      );
    }
  }
  checkUns(`${where}: uns`, uns);
}

function checkUns(where: string, record: { readonly [name: string]: UnsValue }): void {
  for (const [name, value] of Object.entries(record)) {
    requireName(where, name);
    const simple = typeof value === 'string' || typeof value === 'number';
    if (simple || Array.isArray(value) || ArrayBuffer.isView(value)) continue;
    if (typeof value !== 'object' || value === null) {
      throw new Error(
        `${where}["${name}"] must be a text, number, list, array or record; got ${String(value)}`,
      );
    }
    if (!isNdArray(value)) checkUns(`${where}["${name}"]`, value as { readonly [name: string]: UnsValue });
  }
}

/** `/` parts the names of HDF5 groups. */
function requireName(where: string, name: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !name.includes('/') && name !== '_index') return;
  throw new Error(`${where}: ${JSON.stringify(name)} cannot be a name in HDF5; choose one without a slash`);
}
