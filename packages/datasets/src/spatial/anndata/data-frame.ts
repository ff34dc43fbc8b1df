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
import type { SpotColumn } from '../spatial-counts.js';

/** `obs` or `var`. */
export interface DataFrame {
  /** The names of the rows. */
  readonly index: readonly string[];
  readonly columns: Readonly<Record<string, SpotColumn>>;
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
  for (const name of columnNames(frame, indexName)) {
    const column = await readColumn(where, file, frame, name, index.length);
    if (!column) {
      onWarning(`${where}: column "${name}" of ${path} is of an unsupported type; it is left out.`);
      continue;
    }
    if (column.length !== index.length) {
      throw invalidFile(
        `${where}: expected ${index.length} values in column "${name}" of ${path}; got ${column.length}.`,
      );
    }
    columns[name] = column;
  }
  return { index, columns };
}

async function readIndex(where: string, file: Hdf5File, frame: Hdf5Group, name: string): Promise<string[]> {
  const column = await readColumn(where, file, frame, name);
  if (!column) {
    const found = frame.keys.join(', ') || 'nothing';
    throw invalidFile(
      `${where}: expected the names of the rows in ${frame.path}/${name}; ${frame.path} holds ${found}.`,
    );
  }
  return Array.from(column as ArrayLike<unknown>, (value) => String(value));
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
): Promise<SpotColumn | undefined> {
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
    if (categories?.kind === 'dataset')
      return categorical(where, file, stored, await plainColumn(where, file, categories));
    return stored.shape?.length === 1 ? plainColumn(where, file, stored) : undefined;
  }
  const type = textAttribute(stored, 'encoding-type') ?? '';
  if (type === 'categorical') {
    const codes = await datasetAt(where, file, `${path}/codes`);
    checkRows(codes);
    const categories = await readColumn(where, file, stored, 'categories');
    return categories && categorical(where, file, codes, categories);
  }
  if (type.startsWith('nullable-')) {
    const values = await datasetAt(where, file, `${path}/values`);
    const mask = await datasetAt(where, file, `${path}/mask`);
    for (const part of [values, mask]) checkRows(part);
    return nullable(await plainColumn(where, file, values), await readNumbers(where, file, mask));
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

async function categorical(
  where: string,
  file: Hdf5File,
  codes: Hdf5Dataset,
  categories: SpotColumn = [],
): Promise<SpotColumn> {
  const numbers = await readNumbers(where, file, codes);
  const wrong = numbers.findIndex((code) => code >= categories.length);
  if (wrong >= 0) {
    throw invalidFile(
      `${where}: ${codes.path}[${wrong}] must be the index of one of ${categories.length} categories, or −1; got ${numbers[wrong]}.`,
    );
  }
  if (categories instanceof Float64Array) return numbers.map((code) => categories[code] ?? Number.NaN);
  return Array.from(numbers, (code) => categories[code] ?? null) as SpotColumn;
}

function nullable(values: SpotColumn | undefined, mask: Float64Array): SpotColumn | undefined {
  if (values instanceof Float64Array) return values.map((value, i) => (mask[i] ? Number.NaN : value));
  return values?.map((value, i) => (mask[i] ? null : value)) as SpotColumn | undefined;
}
