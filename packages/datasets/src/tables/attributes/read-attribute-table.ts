import { type ByteSource, requireByteSource } from '../../files/byte-source.js';
import { delimitedRows } from '../delimited-rows.js';
import { nearNames } from '../near-names.js';
import {
  type AttributeColumn,
  type AttributeTable,
  type AttributeValue,
  attributeColumn,
} from './attribute-table.js';

/** Options of {@link readAttributeTable}. */
export interface ReadAttributeTableOptions {
  /** What error messages call the data; 'the attributes' by default. */
  readonly name?: string;
  /** The column that holds the ids of the images; the first by default. */
  readonly idColumn?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a table of attributes with a header: cells parted by commas, semicolons or tabs (the header tells), quoted or
 * not, gzipped or not. A column that holds only 0 and 1, −1 and 1 (or 1.0), or false and true is binary (given as 0 and
 * 1), any other is categorical; an empty cell, `NA` and `NaN` mean unknown.
 *
 * Throws, naming the line, on an id column that is not there, an attribute without a name or twice, a row of another
 * length, an id that is empty or comes twice, no rows, and as every reader of tables: an empty file, an HTML page or a
 * Git LFS pointer in the file's place, bytes that are not UTF-8, a quote that is not closed.
 */
export async function readAttributeTable(
  source: ByteSource,
  { name = 'the attributes', idColumn, signal }: ReadAttributeTableOptions = {},
): Promise<AttributeTable> {
  requireByteSource('readAttributeTable', source);
  const where = `readAttributeTable: ${name}`;
  let header: readonly string[] | undefined;
  let idAt = 0;
  const lineOf = new Map<string, number>();
  const texts: string[][] = [];
  for await (const { line, cells } of delimitedRows(source, {
    delimiter: likeliestDelimiter,
    where,
    signal,
  })) {
    const at = `${where}, line ${line}`;
    if (!header) {
      header = cells.map((cell) => cell.trim());
      idAt = idColumnIn(header, idColumn, at);
      for (const _ of header) texts.push([]);
      continue;
    }
    if (cells.length !== header.length) {
      throw new Error(`${at}: expected ${header.length} columns as in the header; got ${cells.length}`);
    }
    const id = cells[idAt]!.trim();
    if (id === '') throw new Error(`${at}, column ${idAt + 1}: the id is empty`);
    const before = lineOf.get(id);
    if (before !== undefined) throw new Error(`${at}: the id "${id}" is already on line ${before}`);
    lineOf.set(id, line);
    for (const [column, cell] of cells.entries()) texts[column]!.push(cell.trim());
  }
  if (lineOf.size === 0) throw new Error(`${where}: expected a row an image; there is only a header`);
  const columns = new Map<string, AttributeColumn>();
  for (const [column, attribute] of (header ?? []).entries()) {
    if (column !== idAt) columns.set(attribute, attributeColumn(parsedValues(texts[column]!), where));
  }
  return { ids: [...lineOf.keys()], columns };
}

/** Comma, semicolon or tab: the most frequent in the first line. */
function likeliestDelimiter(text: string): string {
  const [header = ''] = text.trimStart().split('\n', 1);
  const frequency = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (frequency(other) > frequency(best) ? other : best));
}

function idColumnIn(header: readonly string[], wanted: string | undefined, where: string): number {
  const at = wanted === undefined ? 0 : header.indexOf(wanted);
  if (at < 0)
    throw new Error(
      `${where}: expected an id column "${wanted}" in the header; ${nearNames(wanted!, header)}`,
    );
  for (const [column, name] of header.entries()) {
    if (name === '' && column !== at)
      throw new Error(`${where}, column ${column + 1}: the attribute has no name`);
    const before = header.indexOf(name);
    if (before < column) {
      throw new Error(
        `${where}, column ${column + 1}: the name "${name}" is already in column ${before + 1}`,
      );
    }
  }
  return at;
}

const binaryForms: readonly (readonly [no: string, yes: string])[] = [
  ['0', '1'],
  ['-1', '1'],
  // Numbers beside missing ones, as pandas writes them.
  ['0.0', '1.0'],
  ['-1.0', '1.0'],
  ['false', 'true'],
];

function parsedValues(cells: readonly string[]): AttributeValue[] {
  const known = new Set(cells.filter((cell) => !isUnknown(cell)).map((cell) => cell.toLowerCase()));
  const form = binaryForms.find((values) => [...known].every((value) => values.includes(value)));
  return cells.map((cell) => {
    if (isUnknown(cell)) return null;
    if (!form) return cell;
    return cell.toLowerCase() === form[1] ? 1 : 0;
  });
}

const isUnknown = (cell: string) => ['', 'NA', 'NaN', 'nan'].includes(cell);
