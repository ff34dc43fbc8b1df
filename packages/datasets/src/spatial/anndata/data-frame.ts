import type { Dataset, Group } from 'h5wasm';
import {
  attributeOf,
  entityAt,
  holdsBooleans,
  holdsCompounds,
  holdsNumbers,
  holdsTexts,
  isDataset,
  isGroup,
  readNumbers,
  readTexts,
  requireDataset,
  textAttribute,
} from '../../hdf5/hdf5-values.js';
import type { SpotColumn } from '../spatial-counts.js';

/** `obs` or `var`. */
export interface DataFrame {
  readonly index: readonly string[];
  readonly columns: Readonly<Record<string, SpotColumn>>;
}

/**
 * Reads a table of anndata: a group whose attribute `_index` names the dataset of row names, and with a dataset or group
 * for every column. Columns: numbers, texts, booleans, categories as a group of `codes` and `categories` (anndata from
 * 0.8) or as codes beside `__categories/NAME` (0.7), and nullable numbers, booleans and texts (`values` and `mask`).
 * Format: anndata.readthedocs.io, "On-disk format". A column of another kind is left out, and said.
 * Throws on a table that is none (before 0.7 it was one dataset), and on columns of another length than the index.
 */
export function readDataFrame(
  where: string,
  root: Group,
  path: string,
  onWarning: (message: string) => void,
): DataFrame {
  const frame = entityAt(root, path);
  if (isDataset(frame) && holdsCompounds(frame)) {
    throw new Error(
      `${where}: /${path} is a table of anndata before 0.7; open the file in Python and save it again (anndata.read_h5ad, write_h5ad)`,
    );
  }
  if (!isGroup(frame)) {
    throw new Error(`${where}: expected a table /${path}; the file holds: ${root.keys().join(', ')}`);
  }
  const indexName = textAttribute(frame, '_index') ?? '_index';
  const index = readIndex(where, frame, indexName);
  const columns: Record<string, SpotColumn> = {};
  for (const name of columnNames(frame, indexName)) {
    const column = readColumn(where, frame, name);
    if (!column) {
      onWarning(`${where}: the column "${name}" of /${path} is of a kind that is not read, and is left out`);
      continue;
    }
    if (column.length !== index.length) {
      throw new Error(
        `${where}: the column "${name}" of /${path} has ${column.length} values; expected ${index.length}`,
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
    throw new Error(
      `${where}: ${frame.path} has no names of its rows ("${name}"); it holds: ${frame.keys().join(', ') || 'nothing'}`,
    );
  }
  return Array.from(column as ArrayLike<unknown>, (value) => String(value));
}

/** In the order that they were made in, where the table says it. */
function columnNames(frame: Group, index: string): string[] {
  const present = frame.keys().filter((name) => name !== index && name !== '__categories');
  const order = attributeOf(frame, 'column-order');
  const ordered = Array.isArray(order) ? (order as string[]).filter((name) => present.includes(name)) : [];
  return [...ordered, ...present.filter((name) => !ordered.includes(name))];
}

function readColumn(where: string, frame: Group, name: string): SpotColumn | undefined {
  const stored = entityAt(frame, name);
  if (isDataset(stored)) {
    const categories = entityAt(frame, `__categories/${name}`);
    if (isDataset(categories)) return categorical(where, stored, categories);
    return stored.shape?.length === 1 ? plainColumn(where, stored) : undefined;
  }
  if (!isGroup(stored)) return undefined;
  const type = textAttribute(stored, 'encoding-type') ?? '';
  if (type === 'categorical') {
    const categories = readColumn(where, stored, 'categories');
    return categories && categorical(where, requireDataset(where, stored, 'codes'), categories);
  }
  if (type.startsWith('nullable-')) return nullable(where, stored);
  return undefined;
}

function plainColumn(where: string, dataset: Dataset): SpotColumn | undefined {
  if (holdsTexts(dataset)) return readTexts(where, dataset);
  if (holdsBooleans(dataset)) return Array.from(readNumbers(where, dataset), (value) => value !== 0);
  if (holdsNumbers(dataset)) return readNumbers(where, dataset);
  return undefined;
}

function categorical(where: string, codes: Dataset, categories: Dataset | SpotColumn): SpotColumn {
  const values = 'metadata' in categories ? plainColumn(where, categories) : categories;
  const numbers = readNumbers(where, codes);
  const wrong = numbers.findIndex((code) => code >= (values?.length ?? 0));
  if (!values || wrong >= 0) {
    throw new Error(
      `${where}: ${codes.path}[${wrong}] is ${numbers[wrong]}; expected one of ${values?.length ?? 0} categories, or −1`,
    );
  }
  if (values instanceof Float64Array) return numbers.map((code) => (code < 0 ? Number.NaN : values[code]!));
  return Array.from(numbers, (code) => (code < 0 ? null : values[code]!)) as SpotColumn;
}

function nullable(where: string, group: Group): SpotColumn | undefined {
  const values = plainColumn(where, requireDataset(where, group, 'values'));
  const mask = readNumbers(where, requireDataset(where, group, 'mask'));
  if (values instanceof Float64Array) return values.map((value, i) => (mask[i] ? Number.NaN : value));
  return values?.map((value, i) => (mask[i] ? null : value)) as SpotColumn | undefined;
}
