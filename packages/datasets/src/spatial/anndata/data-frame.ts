import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Group } from '@csm/base/hdf5';
import {
  contentOfRoot,
  datasetAt,
  holdsBooleans,
  holdsNumbers,
  pathIn,
  textAttribute,
  textsAttribute,
} from '../../hdf5/hdf5-values.js';
import { readNumbers, readStrings } from '../../hdf5/read-dataset.js';
import type { ColumnCategories, SpotColumn } from '../spatial-counts.js';

/** `obs` or `var`. */
export interface DataFrame {
  /** The names of the rows. */
  readonly index: readonly string[];
  readonly columns: Readonly<Record<string, SpotColumn>>;
  /** Those of the columns that have categories. */
  readonly categories: Readonly<Record<string, ColumnCategories>>;
}

/** A column, and its categories if it has some. */
interface StoredColumn {
  readonly values: SpotColumn;
  readonly categories?: ColumnCategories;
}

/**
 * Reads a table of anndata: a group whose attribute `_index` names the dataset with the row names, and which has a dataset
 * or group for each column. Columns are numbers, strings, booleans, categories (from 0.8 a group of `codes` and
 * `categories`, in 0.7 codes with `__categories/NAME`), and nullable numbers, booleans and strings (`values` and `mask`).
 * Format: anndata.readthedocs.io, "On-disk format". A column of another kind is left out, with a warning.
 *
 * @throws if the table has another form (before 0.7 it was a single dataset), and if a column has another length than the
 * index.
 */
export async function readDataFrame(
  where: string,
  file: Hdf5File,
  path: string,
  onWarning: (message: string) => void,
): Promise<DataFrame> {
  const frame = await file.at(path);
  if (frame?.kind === 'dataset' && frame.type === 'compound') {
    throw invalidFile(
      `${where}: expected ${path} as anndata 0.7 or newer stores it; the file is older; read and write it again in Python ` +
        '(anndata.read_h5ad, write_h5ad).',
    );
  }
  if (frame?.kind !== 'group') {
    throw invalidFile(`${where}: expected a table ${path}; the file holds ${await contentOfRoot(file)}.`);
  }
  const indexName = textAttribute(frame, '_index') ?? '_index';
  const index = await readIndex(where, file, frame, indexName);
  // Without a prototype, a column named __proto__ or constructor is like any other.
  const columns: Record<string, SpotColumn> = Object.create(null);
  const categories: Record<string, ColumnCategories> = Object.create(null);
  for (const name of columnNames(frame, indexName)) {
    const stored = await readColumn(where, file, frame, name, index.length);
    if (!stored) {
      onWarning(`${where}: column "${name}" of ${path} is of an unsupported type; it is left out.`);
      continue;
    }
    const { values: column } = stored;
    if (column.length !== index.length) {
      throw invalidFile(
        `${where}: expected ${index.length} values in column "${name}" of ${path}; got ${column.length}.`,
      );
    }
    columns[name] = column;
    if (stored.categories) categories[name] = stored.categories;
  }
  return { index, columns, categories };
}

async function readIndex(where: string, file: Hdf5File, frame: Hdf5Group, name: string): Promise<string[]> {
  const column = await readColumn(where, file, frame, name);
  if (!column) {
    const found = frame.keys.join(', ') || 'nothing';
    throw invalidFile(
      `${where}: expected the names of the rows in ${frame.path}/${name}; ${frame.path} holds ${found}.`,
    );
  }
  return Array.from(column.values as ArrayLike<unknown>, (value) => String(value));
}

/** The columns, in the original order if the table stores it. */
function columnNames(frame: Hdf5Group, index: string): string[] {
  const present = frame.keys.filter((name) => name !== index && name !== '__categories');
  const isPresent = new Set(present);
  const ordered = (textsAttribute(frame, 'column-order') ?? []).filter((name) => isPresent.has(name));
  return [...new Set([...ordered, ...present])];
}

/**
 * A column of a table; undefined if it is of an unsupported type.
 * @param rows how many values it must have. Its length is compared before it is read.
 */
async function readColumn(
  where: string,
  file: Hdf5File,
  frame: Hdf5Group,
  name: string,
  rows?: number,
): Promise<StoredColumn | undefined> {
  const path = pathIn(frame, name);
  const checkRows = ({ shape }: Hdf5Dataset) => {
    if (rows === undefined || shape?.length !== 1 || shape[0] === rows) return;
    throw invalidFile(
      `${where}: expected ${rows} values in column "${name}" of ${frame.path}; got ${shape[0]}.`,
    );
  };
  const stored = await file.at(path);
  if (!stored) return undefined;
  if (stored.kind === 'dataset') {
    checkRows(stored);
    const categories = await file.at(pathIn(frame, `__categories/${name}`));
    if (categories?.kind === 'dataset') {
      const values = await plainColumn(where, file, categories);
      return categorical(where, file, stored, { values, ordered: isOrdered(categories) });
    }
    const values = stored.shape?.length === 1 && (await plainColumn(where, file, stored));
    return values ? { values } : undefined;
  }
  const type = textAttribute(stored, 'encoding-type') ?? '';
  if (type === 'categorical') {
    const codes = await datasetAt(where, file, `${path}/codes`);
    checkRows(codes);
    const categories = await readColumn(where, file, stored, 'categories');
    return (
      categories && categorical(where, file, codes, { values: categories.values, ordered: isOrdered(stored) })
    );
  }
  if (type.startsWith('nullable-')) {
    const values = await datasetAt(where, file, `${path}/values`);
    const mask = await datasetAt(where, file, `${path}/mask`);
    for (const part of [values, mask]) checkRows(part);
    const column = nullable(await plainColumn(where, file, values), await readNumbers(where, file, mask));
    return column && { values: column };
  }
  return undefined;
}

async function plainColumn(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
): Promise<SpotColumn | undefined> {
  if (dataset.type === 'string') return readStrings(where, file, dataset);
  if (!holdsNumbers(dataset)) return undefined;
  const numbers = await readNumbers(where, file, dataset);
  return holdsBooleans(dataset) ? Array.from(numbers, (value) => value !== 0) : numbers;
}

/** h5py stores a boolean attribute as an enumeration, whose values are 0 and 1. */
const isOrdered = ({ attributes }: Hdf5Dataset | Hdf5Group): boolean => {
  const value = attributes.ordered;
  return Boolean(ArrayBuffer.isView(value) ? value[0] : value);
};

async function categorical(
  where: string,
  file: Hdf5File,
  codes: Hdf5Dataset,
  { values = [], ordered }: { readonly values: SpotColumn | undefined; readonly ordered: boolean },
): Promise<StoredColumn> {
  const numbers = await readNumbers(where, file, codes);
  const wrong = numbers.findIndex((code) => code >= values.length);
  if (wrong >= 0) {
    throw invalidFile(
      `${where}: ${codes.path}[${wrong}] must be the index of one of ${values.length} categories, or −1; got ${numbers[wrong]}.`,
    );
  }
  // Categories are never missing, so none is null.
  const categories = { values: values as ColumnCategories['values'], ordered };
  if (values instanceof Float64Array) {
    return { values: numbers.map((code) => values[code] ?? Number.NaN), categories };
  }
  return { values: Array.from(numbers, (code) => values[code] ?? null) as SpotColumn, categories };
}

function nullable(values: SpotColumn | undefined, mask: Float64Array): SpotColumn | undefined {
  if (values instanceof Float64Array) return values.map((value, i) => (mask[i] ? Number.NaN : value));
  return values?.map((value, i) => (mask[i] ? null : value)) as SpotColumn | undefined;
}
