import { invalidArgument, isNdarray, shown, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLength, type ResultColumns } from '../results/result-columns.js';
import type { SpatialCounts } from '../spatial-counts.js';

/** A column of a structured array. */
export type UnsField = Float32Array | Float64Array | Int32Array | readonly string[];

/**
 * A value of `uns`: numbers, strings, booleans, lists of these, arrays, and objects of all these. A Map of columns of one length becomes a
 * structured array of numpy, such as those of `rank_genes_groups`.
 */
export type UnsValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | readonly boolean[]
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | NdArray<Float32Array | Float64Array | Uint8Array>
  | ReadonlyMap<string, UnsField>
  | { readonly [name: string]: UnsValue };

/** Results for an `.h5ad`, in the order of the spots and genes of the counts. */
export interface AnnDataResults {
  /** Columns of `obs`: one value per spot. */
  readonly obs?: ResultColumns | undefined;
  /** Columns of `var`: one value per gene. */
  readonly var?: ResultColumns | undefined;
  /** Arrays [spots, k] for `obsm`, such as the maps of k concepts. */
  readonly obsm?: Readonly<Record<string, NdArray<Float32Array | Float64Array>>> | undefined;
  /** Arrays [genes, k] for `varm`, such as the attributions of k concepts. */
  readonly varm?: Readonly<Record<string, NdArray<Float32Array | Float64Array>>> | undefined;
  /** Values for `uns`: settings, names of concepts, pictures of decoded concepts. */
  readonly uns?: Readonly<Record<string, UnsValue>> | undefined;
}

/** The names of all {@link AnnDataResults}, for `checkOptions`. */
export const ANNDATA_RESULTS = { obs: true, var: true, obsm: true, varm: true, uns: true } as const;

/** Whether a value of `uns` is an ndarray. */
export function isNdArray(value: UnsValue): value is NdArray<Float32Array | Float64Array | Uint8Array> {
  return isNdarray(value);
}

/** Whether a value of `uns` is a structured array. */
export function isFields(value: UnsValue): value is ReadonlyMap<string, UnsField> {
  return value instanceof Map;
}

/** @throws if HDF5 cannot store a name, and if values have another length than the spots or genes. */
export function checkResults(
  caller: string,
  { spots, genes }: Pick<SpatialCounts, 'spots' | 'genes'>,
  results: AnnDataResults,
): void {
  const { obs = {}, var: vars = {}, obsm = {}, varm = {}, uns = {} } = results;
  checkRecords(caller, { obs, var: vars, obsm, varm, uns });
  checkColumns(`${caller}: obs`, obs, spots.names.length);
  checkColumns(`${caller}: var`, vars, genes.length);
  checkArrays(`${caller}: obsm`, obsm, { rows: spots.names.length, each: 'spot' });
  checkArrays(`${caller}: varm`, varm, { rows: genes.length, each: 'gene' });
  checkUns(`${caller}: uns`, uns);
}

function checkRecords(caller: string, parts: Readonly<Record<string, unknown>>): void {
  for (const [part, record] of Object.entries(parts)) {
    if (typeof record === 'object' && record !== null) continue;
    throw invalidArgument(`${caller}: ${part} must be an object { name: values }; got ${typeName(record)}.`);
  }
}

function checkArrays(
  where: string,
  arrays: Readonly<Record<string, NdArray>>,
  { rows, each }: { readonly rows: number; readonly each: 'spot' | 'gene' },
): void {
  for (const [name, array] of Object.entries(arrays)) {
    checkName(where, name);
    if (isNdarray(array) && array.shape.length === 2 && array.shape[0] === rows) continue;
    const got = isNdarray(array) ? `shape [${array.shape.join(', ')}]` : typeName(array);
    throw invalidArgument(
      `${where}["${name}"] must be an ndarray [${rows}, k], with one row per ${each}; got ${got}.`,
    );
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
    const isSimple = ['string', 'number', 'boolean'].includes(typeof value);
    if (isSimple || Array.isArray(value) || ArrayBuffer.isView(value)) continue;
    if (typeof value !== 'object' || value === null) {
      throw invalidArgument(
        `${where}["${name}"] must be a string, number, boolean, list, array or record; got ${shown(value)}.`,
      );
    }
    if (isFields(value)) checkFields(`${where}["${name}"]`, value);
    else if (!isNdArray(value))
      checkUns(`${where}["${name}"]`, value as { readonly [name: string]: UnsValue });
  }
}

/** numpy has no structured arrays without fields, and none whose fields differ in length. */
function checkFields(where: string, fields: ReadonlyMap<string, UnsField>): void {
  if (fields.size === 0) throw invalidArgument(`${where} must have at least one column; got an empty Map.`);
  const [[first, { length }] = ['', []]] = fields;
  for (const [name, data] of fields) {
    const isTyped = [Float32Array, Float64Array, Int32Array].some((type) => data instanceof type);
    const isValid = isTyped || (Array.isArray(data) && data.every((value) => typeof value === 'string'));
    if (!isValid || typeof name !== 'string' || name === '') {
      throw invalidArgument(
        `${where}: column "${name}" must have a name and be a Float32Array, Float64Array, Int32Array or list of strings; got ${typeName(data)}.`,
      );
    }
    if (data.length === length) continue;
    throw invalidArgument(
      `${where}: column "${name}" must have ${length} values, as "${first}" has; got ${data.length}.`,
    );
  }
}

/** `/` separates the names of HDF5 groups. */
export function checkName(where: string, name: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !name.includes('/') && name !== '_index') return;
  throw invalidArgument(
    `${where}: expected a name that HDF5 can store; got ${JSON.stringify(name)}; choose one without a slash.`,
  );
}
