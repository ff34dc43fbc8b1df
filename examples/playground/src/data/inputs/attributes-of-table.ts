import { invalidFile } from '@csm/base';
import { type AttributeColumn, readAttributeTable } from '@csm/datasets';
import type { Attribute } from '../../session/session.js';
import { type DroppedFile, nameOf } from '../files/dropped-file.js';

/** A column of numbers with at most this many values is a category. */
const MOST_LEVELS = 12;

/** The columns of a table, one value per input. The first column has the inputs' ids, or for pictures the names of the files. */
export async function attributesOfTable(
  { path, file }: DroppedFile,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<{ attributes: readonly Attribute[]; note?: string }> {
  const table = await readAttributeTable(file.stream(), { name: path, signal });
  const rowOfId = new Map(table.ids.map((id, row) => [id, row]));
  const rowOfName = new Map(table.ids.map((id, row) => [stem(id), row]));
  const rows = ids.map((id) => rowOfId.get(id) ?? rowOfId.get(nameOf(id)) ?? rowOfName.get(stem(id)));
  const found = rows.filter((row) => row !== undefined).length;
  if (found === 0) {
    throw invalidFile(
      `${path}: expected the names of the inputs in its first column, such as "${ids[0]}"; it has "${table.ids[0]}"; correct the column.`,
    );
  }
  const attributes = [...table.columns].map(([name, column]) => attributeOf(name, column, rows));
  return {
    attributes,
    ...(found < ids.length && {
      note: `${path} has no row for ${ids.length - found} of ${ids.length} inputs; their attributes are unknown.`,
    }),
  };
}

/** A name without folders and ending. */
const stem = (id: string) => nameOf(id).replace(/\.[^.]+$/, '');

function attributeOf(
  name: string,
  { values, codes }: AttributeColumn,
  rows: readonly (number | undefined)[],
): Attribute {
  const cells = rows.map((row) => (row === undefined ? undefined : values[codes[row] ?? -1]));
  if (values.every((value) => typeof value === 'number')) {
    return {
      name,
      kind: 'boolean',
      values: cells.map((value) => (value === undefined ? undefined : value === 1)),
    };
  }
  if (values.length > MOST_LEVELS && values.every((value) => Number.isFinite(Number(value)))) {
    return {
      name,
      kind: 'number',
      values: cells.map((value) => (value === undefined ? undefined : Number(value))),
    };
  }
  return { name, kind: 'category', values: cells.map((value) => value?.toString()) };
}
