import { invalidFile, validNames } from '@csm/base';
import type { Hdf5Dataset, Hdf5File } from '@csm/base/hdf5';
import ndarray from 'ndarray';
import { describe, holdsNumbers, keysAt, textAttribute } from '../../hdf5/hdf5-values.js';
import { readNumbers, readStrings } from '../../hdf5/read-dataset.js';
import type { CellArray } from '../cell-array.js';
import { readDataFrame } from './data-frame.js';

/** What is read, and where messages go. */
interface ArrayPlace {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly file: Hdf5File;
  /** The number of rows of `obs`. */
  readonly count: number;
  readonly onWarning: (message: string) => void;
}

/**
 * Reads arrays and tables of numbers of `obsm`. The names of the columns are those of a table; for an array those in `uns[KEY_names]`, or for
 * `protein_expression` in `uns['protein_names']`, as totalVI's data have them.
 *
 * @throws if an array does not exist, is not two-dimensional with one row per cell, or does not hold numbers.
 */
export async function readAnnDataArrays(
  place: ArrayPlace,
  keys: readonly string[],
): Promise<Readonly<Record<string, CellArray>>> {
  // Without a prototype, an array named __proto__ or constructor is like any other.
  const arrays: Record<string, CellArray> = Object.create(null);
  for (const key of keys) arrays[key] = await readArray(place, key);
  return arrays;
}

async function readArray(place: ArrayPlace, key: string): Promise<CellArray> {
  const { where, file, count } = place;
  const at = `obsm['${key}']`;
  const stored = await file.at(`/obsm/${key}`);
  if (!stored) {
    const hint = validNames('keys of obsm', key, await keysAt(file, '/obsm'));
    throw invalidFile(`${where}: expected an array or a table ${at}; ${hint}.`);
  }
  if (stored.kind === 'group') {
    const type = textAttribute(stored, 'encoding-type') ?? 'group';
    if (type === 'dataframe') return readTable(place, key);
    throw invalidFile(
      `${where}: expected an array or a table ${at}; it is a ${type}; make it an array in Python ` +
        `(adata.obsm['${key}'] = adata.obsm['${key}'].toarray()).`,
    );
  }
  const [rows, columns = 0] = stored.shape ?? [];
  if (!holdsNumbers(stored) || stored.shape?.length !== 2 || rows !== count || columns === 0) {
    throw invalidFile(
      `${where}: expected ${at} with numbers of shape [${count}, columns]; it holds ${describe(stored)}.`,
    );
  }
  const names = await columnNames(place, key, columns);
  const values = await readNumbers(where, file, stored);
  return { values: ndarray(values, [count, columns]), ...(names && { names }) };
}

async function readTable({ where, file, count, onWarning }: ArrayPlace, key: string): Promise<CellArray> {
  const path = `/obsm/${key}`;
  const { columns } = await readDataFrame(where, file, path, onWarning);
  const names = Object.keys(columns);
  if (names.length === 0) {
    throw invalidFile(`${where}: expected columns of numbers in the table ${path}; it has none.`);
  }
  const values = new Float64Array(count * names.length);
  for (const [i, name] of names.entries()) {
    const column = columns[name];
    if (!(column instanceof Float64Array) || column.length !== count) {
      throw invalidFile(
        `${where}: expected ${count} numbers in column "${name}" of ${path}; ` +
          `${column instanceof Float64Array ? `it has ${column.length}` : 'it holds texts or truth values'}.`,
      );
    }
    for (let row = 0; row < count; row++) values[row * names.length + i] = column[row]!;
  }
  return { values: ndarray(values, [count, names.length]), names };
}

/** The names of the columns of an array, if `uns` has as many. */
async function columnNames(
  { where, file, onWarning }: ArrayPlace,
  key: string,
  columns: number,
): Promise<readonly string[] | undefined> {
  const places = [`${key}_names`, ...(key === 'protein_expression' ? ['protein_names'] : [])];
  for (const place of places) {
    const stored = await file.at(`/uns/${place}`);
    if (!isTextList(stored)) continue;
    if (stored.shape?.[0] === columns) return readStrings(where, file, stored);
    onWarning(
      `${where}: expected ${columns} names in uns['${place}'], one per column of obsm['${key}']; got ${stored.shape?.[0]}; they are left out.`,
    );
  }
  return undefined;
}

const isTextList = (stored: unknown): stored is Hdf5Dataset =>
  (stored as Hdf5Dataset | undefined)?.kind === 'dataset' &&
  (stored as Hdf5Dataset).type === 'string' &&
  (stored as Hdf5Dataset).shape?.length === 1;
