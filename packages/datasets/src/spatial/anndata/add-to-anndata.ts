import { chmod, copyFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkPath, checkRequiredOptions, invalidArgument, size, unreadableFile } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';
import { hdf5FromPath, writeHdf5 } from '@csm/base/hdf5-node';
import { writeAtomically } from '@csm/base/node';
import type { NdArray } from 'ndarray';
import { groupAt, keysAt, textsAttribute } from '../../hdf5/hdf5-values.js';
import { uniqueNames } from '../../tables/unique-names.js';
import { checkTables } from '../check-counts.js';
import type { ResultColumn } from '../results/result-columns.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { ANNDATA_RESULTS, type AnnDataResults, checkResults } from './anndata-results.js';
import { readDataFrame } from './data-frame.js';
import { writeColumn, writeColumnOrder } from './write-columns.js';
import {
  arrayOfType,
  denseCopy,
  filePlan,
  type GroupPlan,
  groupIn,
  writeMapping,
  writeNumbers,
  writeUns,
} from './write-elements.js';

/** Options of {@link addToAnnData}. */
export interface AddToAnnDataOptions extends AnnDataResults {
  /** The path of the `.h5ad` to copy. This file is not changed. */
  readonly from: string;
  /** The path of the copy. An existing file is replaced at the end. */
  readonly to: string;
  /** The counts or cells to which the results belong, as read from `from`, or a selection of them. Only their names are used. */
  readonly counts: Pick<SpatialCounts, 'spots' | 'genes'> & Partial<SpatialCounts>;
}

/**
 * Copies an `.h5ad` and adds columns to `obs` and `var`, arrays to `obsm` and `varm` and entries to `uns`, for scanpy and squidpy. Rows
 * are joined by the names of spots and genes, never by position. Spots and genes of the file that the counts lack get NaN,
 * or an empty string. The copy is written atomically: under a temporary name that is
 * renamed at the end. Format: anndata.readthedocs.io, "On-disk format".
 *
 * @throws if a name is taken, if the file lacks a spot or gene, if values have another length than the spots or genes, and
 * if a file cannot be read or written. No file is written in these cases.
 *
 * @example
 * const tissue = await openAnnData('bulb.h5ad');
 * await addToAnnData({ from: 'bulb.h5ad', to: 'bulb-maps.h5ad', counts: tissue, obs: { penk_map: map } });
 * @category Write results
 */
export async function addToAnnData(options: AddToAnnDataOptions): Promise<void> {
  const caller = 'addToAnnData';
  checkRequiredOptions(caller, options, { from: true, to: true, counts: true, ...ANNDATA_RESULTS });
  const { from, to, counts } = options;
  checkPath(caller, 'from', from, 'an .h5ad file');
  checkPath(caller, 'to', to, 'an .h5ad file');
  checkTables(caller, counts);
  checkResults(caller, counts, options);
  if (resolve(from) === resolve(to)) {
    throw invalidArgument(
      `${caller}: from and to must differ, as the original is never changed; both are ${from}.`,
    );
  }
  const where = `${caller}: ${from}`;
  const original = await hdf5FromPath(from).use(where, (file) => readOriginal(where, file, options));
  const spots = rowsIn(`${where}: obs`, original.obs.names, counts.spots.names);
  const genes = options.var || options.varm ? rowsIn(`${where}: var`, original.var.names, counts.genes) : [];
  const plan = filePlan();
  addAll(plan, options, original, { spots, genes });
  await writeAtomically(
    to,
    async (temporary) => {
      await copyFile(from, temporary).catch((cause: unknown) => {
        throw unreadableFile(`${caller}: ${temporary}`, cause);
      });
      // The copy has the permissions of the original, which may be read-only.
      await chmod(temporary, (await stat(temporary)).mode | 0o200);
      await writeHdf5(caller, temporary, 'a', plan.steps);
    },
    { createFolder: false },
  );
}

/** For every row of the file, its index in `names`, or −1. */
function rowsIn(where: string, index: readonly string[], names: readonly string[]): number[] {
  const inFile = new Set(index);
  const missing = names.filter((name) => !inFile.has(name));
  const [first] = missing;
  if (first !== undefined) {
    throw invalidArgument(
      `${where}: expected a row for every name of the counts; "${first}" is missing (${missing.length} of ${names.length} are); ` +
        'use the file that the counts are from.',
    );
  }
  const places = new Map(names.map((name, at) => [name, at]));
  return index.map((name) => places.get(name) ?? -1);
}

/** A table of the original: the names of its rows, and the order of its columns. */
interface Table {
  readonly names: readonly string[];
  readonly order: readonly string[];
}

/** What the original has. */
interface Original {
  readonly obs: Table;
  readonly var: Table;
  /** The names in its root. */
  readonly keys: readonly string[];
}

async function readOriginal(where: string, file: Hdf5File, results: AnnDataResults): Promise<Original> {
  const table = async (path: string, unique: (names: readonly string[]) => readonly string[]) => {
    const { index } = await readDataFrame(where, file, path, () => {});
    const order = textsAttribute(await groupAt(where, file, path), 'column-order') ?? [];
    return { names: unique(index), order };
  };
  for (const part of ['obs', 'var', 'obsm', 'varm', 'uns'] as const) {
    const present = new Set(await keysAt(file, `/${part}`));
    const taken = Object.keys(results[part] ?? {}).find((name) => present.has(name));
    if (taken === undefined) continue;
    throw invalidArgument(`${where}: ${part}: the name "${taken}" is taken; choose another name.`);
  }
  return {
    obs: await table('/obs', (names) => names),
    var: await table('/var', (names) => uniqueNames(names).names),
    keys: await keysAt(file, '/'),
  };
}

function addAll(
  file: GroupPlan,
  { obs = {}, var: vars = {}, obsm = {}, varm = {}, uns = {} }: AnnDataResults,
  original: Original,
  rows: { readonly spots: readonly number[]; readonly genes: readonly number[] },
): void {
  addColumns(groupIn(file, 'obs'), obs, rows.spots, original.obs.order);
  addColumns(groupIn(file, 'var'), vars, rows.genes, original.var.order);
  const written = new Set(original.keys);
  const mapping = (name: string) => {
    if (written.has(name)) return groupIn(file, name);
    written.add(name);
    return writeMapping(file, name);
  };
  for (const [name, array] of Object.entries(obsm)) addArray(mapping('obsm'), name, array, rows.spots);
  for (const [name, array] of Object.entries(varm)) addArray(mapping('varm'), name, array, rows.genes);
  for (const [name, value] of Object.entries(uns)) writeUns(mapping('uns'), name, value);
}

/** Rows that the counts lack are NaN. */
function addArray(
  parent: GroupPlan,
  name: string,
  array: NdArray<Float32Array | Float64Array>,
  rows: readonly number[],
): void {
  const values = denseCopy(array);
  const width = size(array.shape.slice(1));
  const joined = arrayOfType(values, rows.length * width).fill(Number.NaN);
  for (const [to, from] of rows.entries()) {
    if (from >= 0) joined.set(values.subarray(from * width, (from + 1) * width), to * width);
  }
  writeNumbers(parent, name, joined, [rows.length, width]);
}

function addColumns(
  frame: GroupPlan,
  columns: Readonly<Record<string, ResultColumn>>,
  rows: readonly number[],
  order: readonly string[],
): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  for (const [name, column] of Object.entries(columns)) {
    if (column instanceof Float32Array) {
      writeColumn(
        frame,
        name,
        Float32Array.from(rows, (row) => column[row] ?? Number.NaN),
      );
    } else {
      writeColumn(
        frame,
        name,
        rows.map((row) => column[row] ?? null),
      );
    }
  }
  writeColumnOrder(frame, [...order, ...names]);
}
