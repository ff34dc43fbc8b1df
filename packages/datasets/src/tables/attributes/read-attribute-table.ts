import { checkOptions, checkWatchers, invalidFile, validNames } from '@csm/base';
import { type ByteSource, checkByteSource } from '../../files/byte-source.js';
import { headedRows } from '../headed-rows.js';
import { tableDelimiter } from '../table-delimiter.js';
import { firstDuplicate } from '../unique-names.js';
import {
  type AttributeColumn,
  type AttributeTable,
  type AttributeValue,
  attributeColumn,
} from './attribute-table.js';

/** Options of {@link readAttributeTable}. */
export interface ReadAttributeTableOptions {
  /** The name of the data in error messages. Default: `'the attributes'`. */
  readonly name?: string | undefined;
  /** The column with the ids of the images. Default: the first. */
  readonly idColumn?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a table of attributes with a header. Cells are separated by commas, semicolons or tabs, otherwise by spaces (detected from
 * the header), quoted or not; the file may be gzipped. The header may lack a name for the column of row names, as R's
 * `write.table` writes it; these are the ids, unless `idColumn` names another column. A column with only 0 and 1, −1 and 1 (or 1.0), or false and true is binary
 * (returned as 0 and 1); any other is categorical. An empty cell, `NA` or `NaN` is an unknown value.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if the id column is missing, an attribute has no name or a
 * duplicate one, a row has another length than the header, an id is empty or a duplicate, or there are no rows; also for
 * an empty file, an HTML page, a Git LFS pointer, bytes that are not UTF-8, and a quote that is not closed.
 * @category Attribute tables
 */
export async function readAttributeTable(
  source: ByteSource,
  options: ReadAttributeTableOptions = {},
): Promise<AttributeTable> {
  checkOptions('readAttributeTable', options, { name: true, idColumn: true, signal: true });
  checkWatchers('readAttributeTable', options);
  checkByteSource('readAttributeTable', source);
  const { name = 'the attributes', idColumn, signal } = options;
  const where = `readAttributeTable: ${name}`;
  let header: readonly string[] | undefined;
  let idAt = 0;
  const lineOf = new Map<string, number>();
  let columns: { readonly name: string; readonly cells: string[] }[] = [];
  for await (const { line, cells } of headedRows(source, {
    delimiter: tableDelimiter,
    where,
    signal,
  })) {
    const at = `${where}, line ${line}`;
    if (!header) {
      header = cells.map((cell) => cell.trim());
      idAt = idColumnIn(header, idColumn, at);
      columns = header.map((column) => ({ name: column, cells: [] }));
      continue;
    }
    if (cells.length !== header.length) {
      throw invalidFile(`${at}: expected ${header.length} columns as in the header; got ${cells.length}.`);
    }
    const id = cells[idAt]?.trim() ?? '';
    if (id === '') throw invalidFile(`${at}, column ${idAt + 1}: expected an image id; the cell is empty.`);
    const before = lineOf.get(id);
    if (before !== undefined) {
      throw invalidFile(`${at}: the id "${id}" is a duplicate of line ${before}; keep one of the two.`);
    }
    lineOf.set(id, line);
    for (const [column, cell] of cells.entries()) columns[column]?.cells.push(cell.trim());
  }
  if (lineOf.size === 0) {
    throw invalidFile(
      `${where}: expected one row per image; there is only a header; download or copy the file again.`,
    );
  }
  // An unnamed first column has the row names of R, or the index of pandas.
  const attributes = columns.filter(({ name: column }, i) => i !== idAt && !(i === 0 && column === ''));
  return {
    ids: [...lineOf.keys()],
    columns: new Map<string, AttributeColumn>(
      attributes.map(({ name: attribute, cells }) => [attribute, attributeColumn(parsedValues(cells))]),
    ),
  };
}

function idColumnIn(header: readonly string[], idColumn: string | undefined, where: string): number {
  const at = idColumn === undefined ? 0 : header.indexOf(idColumn);
  if (idColumn !== undefined && at < 0) {
    const hint = validNames('columns', idColumn, header);
    throw invalidFile(`${where}: expected an id column "${idColumn}" in the header; ${hint}.`);
  }
  for (const [column, name] of header.entries()) {
    if (name === '' && column !== at && column > 0) {
      throw invalidFile(
        `${where}, column ${column + 1}: expected the name of an attribute; the cell is empty.`,
      );
    }
  }
  const duplicate = firstDuplicate(header);
  if (duplicate === undefined) return at;
  const { name, first, second } = duplicate;
  throw invalidFile(
    `${where}, column ${second + 1}: the name "${name}" is a duplicate of column ${first + 1}; rename one of the two.`,
  );
}

const BINARY_FORMS: readonly (readonly [no: string, yes: string])[] = [
  ['0', '1'],
  ['-1', '1'],
  // pandas writes whole numbers like this if the column has missing values.
  ['0.0', '1.0'],
  ['-1.0', '1.0'],
  ['false', 'true'],
];

function parsedValues(cells: readonly string[]): AttributeValue[] {
  const known = new Set(cells.filter((cell) => !isUnknown(cell)).map((cell) => cell.toLowerCase()));
  const form = BINARY_FORMS.find((values) => [...known].every((value) => values.includes(value)));
  return cells.map((cell) => {
    if (isUnknown(cell)) return null;
    if (!form) return cell;
    return cell.toLowerCase() === form[1] ? 1 : 0;
  });
}

const isUnknown = (cell: string) => ['', 'NA', 'NaN', 'nan'].includes(cell);
