import { invalidArgument, size } from '@csm/base';
import type { Hdf5File, Hdf5Source } from '@csm/base/hdf5';
import type { NdArray } from 'ndarray';
import { groupAt, keysAt, textsAttribute } from '../../../hdf5/hdf5-values.js';
import { uniqueNames } from '../../../tables/unique-names.js';
import { checkTables } from '../../check-counts.js';
import type { ResultColumn } from '../../results/result-columns.js';
import type { SpatialCounts } from '../../spatial-counts.js';
import { type AnnDataResults, checkResults } from '../anndata-results.js';
import { readDataFrame } from '../data-frame.js';
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

/** What is added to an `.h5ad`: results of counts or cells. */
export interface AddedResults extends AnnDataResults {
  /** The counts or cells to which the results belong, as read from `from`, or a selection of them. Only their names are used. */
  readonly counts: Pick<SpatialCounts, 'spots' | 'genes'> & Partial<SpatialCounts>;
}

/** @throws if the results do not fit the counts. */
export function checkAdded(caller: string, { counts, ...results }: AddedResults): void {
  checkTables(caller, counts);
  checkResults(caller, counts, results);
}

/** The steps that add results to a copy of an `.h5ad`. @throws if the file does not fit them. */
export async function planAdditions(
  caller: string,
  source: Hdf5Source,
  added: AddedResults,
): Promise<GroupPlan> {
  const { counts, ...results } = added;
  const where = `${caller}: ${source.name}`;
  const original = await source.use(where, (file) => readOriginal(where, file, results));
  const spots = rowsIn(`${where}: obs`, original.obs.names, counts.spots.names);
  const genes = results.var || results.varm ? rowsIn(`${where}: var`, original.var.names, counts.genes) : [];
  const plan = filePlan();
  addAll(plan, results, original, { spots, genes });
  return plan;
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
