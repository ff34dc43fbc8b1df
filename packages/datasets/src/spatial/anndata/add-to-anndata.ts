import { copyFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { File, Group } from 'h5wasm';
import { makeFileAtomically } from '../../files/write-file-atomically.js';
import { attempt } from '../../hdf5/hdf5-file.js';
import { hdf5FromPath, openableHdf5 } from '../../hdf5/hdf5-path.js';
import { attributeOf, entityAt, isGroup } from '../../hdf5/hdf5-values.js';
import type { ResultColumn } from '../../tables/result-tables.js';
import { uniqueNames } from '../../tables/unique-names.js';
import { requireCounts, type SpatialCounts } from '../spatial-counts.js';
import { readDataFrame } from './data-frame.js';
import { type AnnDataResults, checkResults } from './results.js';
import {
  denseCopy,
  emptyLike,
  writeColumn,
  writeColumnOrder,
  writeMapping,
  writeNumbers,
  writeUns,
} from './write-elements.js';

/** Where results go. */
export interface AddToAnnDataOptions extends AnnDataResults {
  /** The file that is copied, `.h5ad`; it is not changed. */
  readonly from: string;
  /** The new file; what is there under that name is replaced at the end. */
  readonly to: string;
  /** The counts whose spots and genes the results are of, as read from that file, or a part of them. */
  readonly counts: SpatialCounts;
}

/**
 * Copies an `.h5ad` and adds columns to `obs` and `var`, arrays to `obsm` and entries to `uns`, so that scanpy and
 * squidpy open it. Rows are joined by the names of spots and genes, never by position; spots and genes of the file that
 * the counts do not have get NaN, or an empty text. Yes and no are written as 1 and 0. The copy is
 * made under a temporary name and renamed. Format: anndata.readthedocs.io, "On-disk format".
 *
 * Throws on names that the file has already, on spots or genes that it does not have, on values of another length, and
 * on a file that cannot be read; then no file is made.
 *
 * @example
 * const tissue = await openAnnData('bulb.h5ad');
 * await addToAnnData({ from: 'bulb.h5ad', to: 'bulb-maps.h5ad', counts: tissue, obs: { penk_map: map } });
 */
export async function addToAnnData(options: AddToAnnDataOptions): Promise<void> {
  const where = 'addToAnnData';
  const { from, to, counts } = options;
  requireCounts(where, counts);
  checkResults(where, counts, options);
  if (resolve(from) === resolve(to)) {
    throw new Error(`${where}: expected another name for the copy than ${from}; the original is not changed`);
  }
  const frames = await hdf5FromPath(from).use(`${where}: ${from}`, async (root) => {
    const read = (name: string) => readDataFrame(`${where}: ${from}`, root, name, () => {}).index;
    refuseTaken(`${where}: ${from}`, root, options);
    return { obs: read('obs'), var: uniqueNames(read('var')).names };
  });
  const spots = rowsIn(`${where}: ${from}: obs`, frames.obs, counts.spots.names);
  const genes = options.var ? rowsIn(`${where}: ${from}: var`, frames.var, counts.genes) : [];
  const { File } = await openableHdf5();
  await makeFileAtomically(to, async (temporary) => {
    await copyFile(from, temporary);
    const message = `${where}: cannot write ${temporary}`;
    const file: File = attempt(message, () => new File(resolve(temporary), 'a'));
    try {
      attempt(message, () => addAll(file, options, { spots, genes }));
    } finally {
      file.close();
    }
  });
}

/** For every row of the file, which row of the counts it is, or −1. */
function rowsIn(where: string, index: readonly string[], names: readonly string[]): number[] {
  const places = new Map(names.map((name, at) => [name, at]));
  const rows = index.map((name) => places.get(name) ?? -1);
  const inFile = new Set(index);
  const missing = names.filter((name) => !inFile.has(name));
  if (missing.length === 0) return rows;
  throw new Error(
    `${where} has no row "${missing[0]}" (${missing.length} of ${names.length} are missing); take the file that the counts come from`,
  );
}

function refuseTaken(where: string, root: Group, results: AnnDataResults): void {
  for (const part of ['obs', 'var', 'obsm', 'uns'] as const) {
    for (const name of Object.keys(results[part] ?? {})) {
      if (entityAt(root, `${part}/${name}`)) {
        throw new Error(`${where}: ${part} has "${name}" already; choose another name`);
      }
    }
  }
}

function addAll(
  file: File,
  { obs = {}, var: vars = {}, obsm = {}, uns = {} }: AnnDataResults,
  rows: { readonly spots: readonly number[]; readonly genes: readonly number[] },
): void {
  addColumns(file.get('obs') as Group, obs, rows.spots);
  addColumns(file.get('var') as Group, vars, rows.genes);
  const mapping = (name: string) => {
    const found = entityAt(file, name);
    return isGroup(found) ? found : writeMapping(file, name);
  };
  for (const [name, array] of Object.entries(obsm)) {
    const values = denseCopy(array);
    const width = array.shape[1]!;
    const joined = emptyLike(values, rows.spots.length * width).fill(Number.NaN);
    for (const [to, from] of rows.spots.entries()) {
      if (from >= 0) joined.set(values.subarray(from * width, (from + 1) * width), to * width);
    }
    writeNumbers(mapping('obsm'), name, joined, [rows.spots.length, width]);
  }
  for (const [name, value] of Object.entries(uns)) writeUns(mapping('uns'), name, value);
}

function addColumns(
  frame: Group,
  columns: Readonly<Record<string, ResultColumn>>,
  rows: readonly number[],
): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  for (const name of names) {
    const column = columns[name] as ArrayLike<string | number | boolean | null>;
    const joined = rows.map((row) => (row < 0 ? null : column[row]!));
    const numbers = column instanceof Float32Array && joined.map((value) => value ?? Number.NaN);
    writeColumn(frame, name, numbers ? Float32Array.from(numbers as number[]) : joined);
  }
  const order = attributeOf(frame, 'column-order');
  writeColumnOrder(frame, [...(Array.isArray(order) ? (order as string[]) : []), ...names]);
}
