import { invalidArgument, typeName, validNames } from '@csm/base';

/** The value of an attribute: 0 (absent) or 1 (present) if it is binary, otherwise a category; null: unknown. */
export type AttributeValue = 0 | 1 | string | null;

/** One attribute of all images. */
export interface AttributeColumn {
  /** [0, 1] for a binary attribute; otherwise the categories that occur, in alphabetical order. */
  readonly values: readonly Exclude<AttributeValue, null>[];
  /** For each image the index of its value in `values`; −1 if the value is unknown. */
  readonly codes: Int8Array | Int32Array;
}

/** Attributes of images: one column per attribute, one row per image id. */
export interface AttributeTable {
  readonly ids: readonly string[];
  readonly columns: ReadonlyMap<string, AttributeColumn>;
}

/** The attributes of one image by name, for {@link attributeTable}. A boolean is a binary value. */
export type AttributeRow = Readonly<Record<string, AttributeValue | boolean | undefined>>;

/**
 * Makes a table of attributes from pairs of an image id and its attributes. An attribute whose values are all 0, 1, false
 * or true is binary; any other is categorical. A null or missing value is unknown.
 *
 * @throws if an id is empty, a duplicate or not a string, if a value is of another type, and if an attribute mixes binary
 * values and text.
 *
 * @example attributeTable([['a.png', { glasses: true, pose: 'left' }], ['b.png', { glasses: false, pose: 'up' }]])
 * @category Attribute tables
 */
export function attributeTable(
  rows: Iterable<readonly [id: string, attributes: AttributeRow]>,
): AttributeTable {
  const where = 'attributeTable';
  if (typeof rows?.[Symbol.iterator] !== 'function') {
    throw invalidArgument(`${where}: rows must be pairs [id, { name: value }]; got ${typeName(rows)}.`);
  }
  const seen = new Set<string>();
  const values = new Map<string, AttributeValue[]>();
  for (const [id, attributes] of rows) {
    if (typeof id !== 'string' || id === '') {
      throw invalidArgument(`${where}: an id must be a non-empty string; got ${typeName(id)}.`);
    }
    if (typeof attributes !== 'object' || attributes === null) {
      const got = typeName(attributes);
      throw invalidArgument(
        `${where}: the attributes of "${id}" must be an object { name: value }; got ${got}.`,
      );
    }
    if (seen.has(id))
      throw invalidArgument(`${where}: the id "${id}" is a duplicate; each id needs one row.`);
    for (const [name, value] of Object.entries(attributes)) {
      const column = values.get(name) ?? [];
      values.set(name, column);
      while (column.length < seen.size) column.push(null);
      column.push(attributeValue(value, `${where}: attribute "${name}" of "${id}"`));
    }
    seen.add(id);
  }
  const columns = new Map<string, AttributeColumn>();
  for (const [name, column] of values) {
    while (column.length < seen.size) column.push(null);
    if (isMixed(column)) {
      throw invalidArgument(
        `${where}: attribute "${name}" must be all binary (0, 1) or all text; it mixes both.`,
      );
    }
    columns.set(name, attributeColumn(column));
  }
  return { ids: [...seen], columns };
}

function attributeValue(value: unknown, where: string): AttributeValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 0 || value === 1 || (typeof value === 'string' && value !== '')) return value;
  const got = typeof value === 'number' ? String(value) : typeName(value);
  throw invalidArgument(`${where} must be 0, 1, a boolean, a category (a string) or null; got ${got}.`);
}

const isMixed = (column: readonly AttributeValue[]) =>
  column.some((value) => typeof value === 'string') && column.some((value) => typeof value === 'number');

/** Encodes values that are all binary or all text. */
export function attributeColumn(column: readonly AttributeValue[]): AttributeColumn {
  const texts = [...new Set(column.filter((value) => typeof value === 'string'))].sort();
  const values: AttributeColumn['values'] = texts.length > 0 ? texts : [0, 1];
  const codes = new Map<AttributeValue, number>(values.map((value, code) => [value, code]));
  const rows = column.map((value) => codes.get(value) ?? -1);
  return { values, codes: values.length <= 127 ? Int8Array.from(rows) : Int32Array.from(rows) };
}

/** The column of an attribute. @throws if the name is unknown. */
export function columnNamed(table: AttributeTable, name: string, where: string): AttributeColumn {
  const column = table.columns.get(name);
  if (column) return column;
  const hint = validNames('attributes', String(name), [...table.columns.keys()]);
  throw invalidArgument(`${where}: unknown attribute ${JSON.stringify(name)}; ${hint}.`);
}

/** The rows of a table with these indices, in this order. */
export function selectRows(table: AttributeTable, rows: readonly number[]): AttributeTable {
  const columns = new Map<string, AttributeColumn>();
  for (const [name, { values, codes }] of table.columns) {
    const selected = rows.map((row) => codes[row] ?? -1);
    columns.set(name, {
      values,
      codes: codes instanceof Int8Array ? Int8Array.from(selected) : Int32Array.from(selected),
    });
  }
  return { ids: rows.flatMap((row) => table.ids[row] ?? []), columns };
}

/** @throws unless `table` is an attribute table with at least one image and with unique ids. */
export function checkAttributeTable(caller: string, table: AttributeTable): void {
  if (!Array.isArray(table?.ids) || typeof table.columns?.get !== 'function') {
    const got = typeName(table);
    throw invalidArgument(
      `${caller}: attributes must be a table, as from attributeTable or readAttributeTable; got ${got}.`,
    );
  }
  if (table.ids.length === 0) {
    throw invalidArgument(`${caller}: attributes must have at least one image; got an empty table.`);
  }
  if (new Set(table.ids).size < table.ids.length) {
    throw invalidArgument(`${caller}: the ids of attributes must be unique; an id is a duplicate.`);
  }
}
