import { invalidFile } from '@csm/base';
import type { Dataset, Group } from 'h5wasm';
import {
  attributeOf,
  datasetAt,
  entityAt,
  holdsBooleans,
  holdsCompounds,
  holdsNumbers,
  holdsStrings,
  isDataset,
  isGroup,
  readNumbers,
  readStrings,
  textAttribute,
} from '../../hdf5/hdf5-values.js';
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
export function readDataFrame(
  where: string,
  root: Group,
  path: string,
  onWarning: (message: string) => void,
): DataFrame {
  const frame = entityAt(root, path);
  if (isDataset(frame) && holdsCompounds(frame)) {
    throw invalidFile(
      `${where}: expected /${path} as anndata 0.7 or newer stores it; the file is older; read and write it again in Python ` +
        '(anndata.read_h5ad, write_h5ad).',
    );
  }
  if (!isGroup(frame)) {
    throw invalidFile(
      `${where}: expected a table /${path}; the file holds ${root.keys().join(', ') || 'nothing'}.`,
    );
  }
  const indexName = textAttribute(frame, '_index') ?? '_index';
  const index = readIndex(where, frame, indexName);
  // Without a prototype, a column named __proto__ or constructor is like any other.
  const columns: Record<string, SpotColumn> = Object.create(null);
  for (const name of columnNames(frame, indexName)) {
    const column = readColumn(where, frame, name);
    if (!column) {
      onWarning(`${where}: column "${name}" of /${path} is of an unsupported type; it is left out.`);
      continue;
    }
    if (column.length !== index.length) {
      throw invalidFile(
        `${where}: expected ${index.length} values in column "${name}" of /${path}; got ${column.length}.`,
      );
    }
    columns[name] = column;
  }
  return { index, columns };
}

function readIndex(where: string, frame: Group, name: string): string[] {
  const stored = entityAt(frame, name);
  const column = stored && readColumn(where, frame, name);
  if (!column) {
    const found = frame.keys().join(', ') || 'nothing';
    throw invalidFile(
      `${where}: expected the names of the rows in ${frame.path}/${name}; ${frame.path} holds ${found}.`,
    );
  }
  return Array.from(column as ArrayLike<unknown>, (value) => String(value));
}

/** The columns, in the original order if the table stores it. */
function columnNames(frame: Group, index: string): string[] {
  const present = frame.keys().filter((name) => name !== index && name !== '__categories');
  const order = attributeOf(frame, 'column-order');
  const ordered = Array.isArray(order) ? order.map(String).filter((name) => present.includes(name)) : [];
  return [...ordered, ...present.filter((name) => !ordered.includes(name))];
}

function readColumn(where: string, frame: Group, name: string): SpotColumn | undefined {
  const stored = entityAt(frame, name);
  if (isDataset(stored)) {
    const categories = entityAt(frame, `__categories/${name}`);
    if (isDataset(categories)) return categorical(where, stored, plainColumn(where, categories));
    return stored.shape?.length === 1 ? plainColumn(where, stored) : undefined;
  }
  if (!isGroup(stored)) return undefined;
  const type = textAttribute(stored, 'encoding-type') ?? '';
  if (type === 'categorical') {
    const categories = readColumn(where, stored, 'categories');
    return categories && categorical(where, datasetAt(where, stored, 'codes'), categories);
  }
  if (type.startsWith('nullable-')) return nullable(where, stored);
  return undefined;
}

function plainColumn(where: string, dataset: Dataset): SpotColumn | undefined {
  if (holdsStrings(dataset)) return readStrings(where, dataset);
  if (holdsBooleans(dataset)) return Array.from(readNumbers(where, dataset), (value) => value !== 0);
  if (holdsNumbers(dataset)) return readNumbers(where, dataset);
  return undefined;
}

function categorical(where: string, codes: Dataset, categories: SpotColumn = []): SpotColumn {
  const numbers = readNumbers(where, codes);
  const wrong = numbers.findIndex((code) => code >= categories.length);
  if (wrong >= 0) {
    throw invalidFile(
      `${where}: ${codes.path}[${wrong}] must be the index of one of ${categories.length} categories, or −1; got ${numbers[wrong]}.`,
    );
  }
  if (categories instanceof Float64Array) return numbers.map((code) => categories[code] ?? Number.NaN);
  return Array.from(numbers, (code) => categories[code] ?? null) as SpotColumn;
}

function nullable(where: string, group: Group): SpotColumn | undefined {
  const values = plainColumn(where, datasetAt(where, group, 'values'));
  const mask = readNumbers(where, datasetAt(where, group, 'mask'));
  if (values instanceof Float64Array) return values.map((value, i) => (mask[i] ? Number.NaN : value));
  return values?.map((value, i) => (mask[i] ? null : value)) as SpotColumn | undefined;
}
