import { invalidArgument, isNdarray, shown, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLength, type ResultColumns } from '../results/result-columns.js';
import type { SpatialCounts } from '../spatial-counts.js';

/** A value of `uns`: numbers, strings, lists of either, arrays, and records of all these. */
export type UnsValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | NdArray<Float32Array | Float64Array | Uint8Array>
  | { readonly [name: string]: UnsValue };

/** Results for an `.h5ad`, in the order of the spots and genes of the counts. */
export interface AnnDataResults {
  /** Columns of `obs`: one value per spot. */
  readonly obs?: ResultColumns | undefined;
  /** Columns of `var`: one value per gene. */
  readonly var?: ResultColumns | undefined;
  /** Arrays [spots, k] for `obsm`, such as the maps of k concepts. */
  readonly obsm?: Readonly<Record<string, NdArray<Float32Array | Float64Array>>> | undefined;
  /** Values for `uns`: settings, names of concepts, pictures of decoded concepts. */
  readonly uns?: Readonly<Record<string, UnsValue>> | undefined;
}

/** The names of all {@link AnnDataResults}, for `checkOptions`. */
export const ANNDATA_RESULTS = { obs: true, var: true, obsm: true, uns: true } as const;

/** Whether a value of `uns` is an ndarray. */
export function isNdArray(value: UnsValue): value is NdArray<Float32Array | Float64Array | Uint8Array> {
  return isNdarray(value);
}

/** @throws if HDF5 cannot store a name, and if values have another length than the spots or genes. */
export function checkResults(caller: string, { spots, genes }: SpatialCounts, results: AnnDataResults): void {
  const { obs = {}, var: vars = {}, obsm = {}, uns = {} } = results;
  checkRecords(caller, { obs, var: vars, obsm, uns });
  checkColumns(`${caller}: obs`, obs, spots.names.length);
  checkColumns(`${caller}: var`, vars, genes.length);
  for (const [name, array] of Object.entries(obsm)) {
    checkName(`${caller}: obsm`, name);
    if (array?.shape?.length !== 2 || array.shape[0] !== spots.names.length) {
      const got = isNdarray(array) ? `shape [${array.shape.join(', ')}]` : typeName(array);
      throw invalidArgument(
        `${caller}: obsm["${name}"] must be an ndarray [${spots.names.length}, k], with one row per spot; got ${got}.`,
      );
    }
  }
  checkUns(`${caller}: uns`, uns);
}

function checkRecords(caller: string, parts: Readonly<Record<string, unknown>>): void {
  for (const [part, record] of Object.entries(parts)) {
    if (typeof record === 'object' && record !== null) continue;
    throw invalidArgument(`${caller}: ${part} must be an object { name: values }; got ${typeName(record)}.`);
  }
}

function checkColumns(where: string, columns: ResultColumns, rows: number): void {
  for (const [name, column] of Object.entries(columns)) {
    checkName(where, name);
    checkLength(where, name, column, rows);
  }
}

function checkUns(where: string, record: { readonly [name: string]: UnsValue }): void {
  for (const [name, value] of Object.entries(record)) {
    checkName(where, name);
    const isSimple = typeof value === 'string' || typeof value === 'number';
    if (isSimple || Array.isArray(value) || ArrayBuffer.isView(value)) continue;
    if (typeof value !== 'object' || value === null) {
      throw invalidArgument(
        `${where}["${name}"] must be a string, number, list, array or record; got ${shown(value)}.`,
      );
    }
    if (!isNdArray(value)) checkUns(`${where}["${name}"]`, value as { readonly [name: string]: UnsValue });
  }
}

/** `/` separates the names of HDF5 groups. */
function checkName(where: string, name: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !name.includes('/') && name !== '_index') return;
  throw invalidArgument(
    `${where}: expected a name that HDF5 can store; got ${JSON.stringify(name)}; choose one without a slash.`,
  );
}
