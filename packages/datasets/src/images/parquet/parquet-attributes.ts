import type { SchemaTree } from 'hyparquet';
import type { AttributeColumn, AttributeValue } from '../../tables/attributes/attribute-table.js';
import { attributeColumn } from '../../tables/attributes/attribute-table.js';
import { openParquetLeaf } from '../../tables/parquet-leaf.js';
import { classNames } from './class-names.js';
import type { ImageFiles } from './parquet-files.js';

/** A column of text with more values, such as captions, is not an attribute; nor is one of more whole numbers. */
const MOST_TEXTS = 1000;
const MOST_NUMBERS = 200;

/** Rows of a column that are read at once. */
const ROWS = 8192;

/**
 * The columns next to the images as attributes: texts, truth values, and whole numbers with few values, such as classes, which get the
 * names that Hugging Face wrote for them. Other columns are left out.
 */
export async function parquetAttributes(
  where: string,
  files: ImageFiles,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, AttributeColumn>> {
  const columns = new Map<string, Collected>();
  for (const file of files.files) {
    const { file: parquet, column } = await files.open(file);
    const names = classNames(parquet.metadata);
    for (const field of parquet.schema.children) {
      const { name } = field.element;
      if (name === column.name || !isScalar(field)) continue;
      const collected = columns.get(name) ?? newColumn(files.rows);
      columns.set(name, collected);
      if (collected.isFull) continue;
      const leaf = await openParquetLeaf(parquet, [name], true, where);
      for (let row = 0; row < file.rows && !collected.isFull; row += ROWS) {
        signal?.throwIfAborted();
        const values = await leaf.values(row, Math.min(file.rows, row + ROWS));
        for (const [i, value] of values.entries())
          add(collected, file.firstRow + row + i, value, names.get(name));
      }
    }
  }
  return new Map(
    [...columns].flatMap(([name, column]) => {
      const finished = finish(column);
      return finished ? [[name, finished] as const] : [];
    }),
  );
}

/** The values of a column so far, and for each row the index of its value; −1 for a missing value. */
interface Collected {
  readonly values: Map<string | number, number>;
  readonly codes: Int32Array;
  /** Whether it has too many values, or others than texts and whole numbers. */
  isFull: boolean;
}

const newColumn = (rows: number): Collected => ({
  values: new Map(),
  codes: new Int32Array(rows).fill(-1),
  isFull: false,
});

function add(column: Collected, row: number, given: unknown, classes: readonly string[] | undefined): void {
  const number = typeof given === 'bigint' || typeof given === 'boolean' ? Number(given) : given;
  const value = classes && typeof number === 'number' ? classes[number] : number;
  if (value === undefined || value === null || value === '') return;
  const isNumber = Number.isSafeInteger(value);
  if (!isNumber && typeof value !== 'string') {
    column.isFull = true;
    return;
  }
  const key = value as string | number;
  const code = column.values.get(key) ?? column.values.size;
  column.values.set(key, code);
  column.codes[row] = code;
  column.isFull = column.values.size > (isNumber ? MOST_NUMBERS : MOST_TEXTS);
}

function finish({ values, codes, isFull }: Collected): AttributeColumn | undefined {
  if (isFull || values.size === 0) return undefined;
  const keys = [...values.keys()];
  const isBinary = keys.every((key) => key === 0 || key === 1);
  const named: readonly AttributeValue[] = keys.map((key) => (isBinary ? (key as 0 | 1) : String(key)));
  const { values: sorted } = attributeColumn(named);
  const newCode = named.map((value) => sorted.indexOf(value as string));
  const renamed = codes.map((code) => newCode[code] ?? -1);
  return { values: sorted, codes: sorted.length <= 127 ? Int8Array.from(renamed) : renamed };
}

/** Whether a column has texts, truth values or whole numbers. */
function isScalar({ element, children }: SchemaTree): boolean {
  const { type, converted_type: converted, logical_type: logical, repetition_type } = element;
  if (children.length > 0 || repetition_type === 'REPEATED') return false;
  if (type === 'BOOLEAN') return true;
  if (type === 'BYTE_ARRAY')
    return converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING';
  const isWhole = converted === undefined || /^U?INT_/.test(converted);
  return (type === 'INT32' || type === 'INT64') && isWhole && (!logical || logical.type === 'INTEGER');
}
