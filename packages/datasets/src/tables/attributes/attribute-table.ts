import { typeName } from '../../checks/type-name.js';
import { nearNames } from '../near-names.js';

/** The value of an attribute: 0 (without) or 1 (with) of a binary one, a category of any other; null: unknown. */
export type AttributeValue = 0 | 1 | string | null;

/** One attribute of all images. */
export interface AttributeColumn {
  /** [0, 1] of a binary attribute; of any other the categories that occur, in alphabetical order. */
  readonly values: readonly Exclude<AttributeValue, null>[];
  /** For each image the place of its value in `values`; −1 where it is unknown. */
  readonly codes: Int8Array | Int32Array;
}

/** Attributes of images, by image id: a column an attribute, a row an id. */
export interface AttributeTable {
  readonly ids: readonly string[];
  readonly columns: ReadonlyMap<string, AttributeColumn>;
}

/** What {@link attributeTable} takes for one image: its attributes by name; a boolean is a binary value. */
export type AttributeRow = Readonly<Record<string, AttributeValue | boolean | undefined>>;

/**
 * A table of the attributes of images, given as pairs of an id and its attributes. An attribute whose values are all 0,
 * 1, false or true is binary, any other categorical; null and a name that is absent mean unknown.
 * Throws on an id that is no text or comes twice, on another kind of value, and on a mixture of binary values and text.
 *
 * @example attributeTable([['a.png', { glasses: true, pose: 'left' }], ['b.png', { glasses: false, pose: 'up' }]])
 */
export function attributeTable(
  rows: Iterable<readonly [id: string, attributes: AttributeRow]>,
): AttributeTable {
  const where = 'attributeTable';
  if (typeof rows?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${where}: expected pairs [id, { name: value }]; got ${typeName(rows)}`);
  }
  const seen = new Set<string>();
  const values = new Map<string, AttributeValue[]>();
  for (const [id, attributes] of rows) {
    if (typeof id !== 'string' || id === '') {
      throw new TypeError(`${where}: expected an id, a text that is not empty; got ${typeName(id)}`);
    }
    if (typeof attributes !== 'object' || attributes === null) {
      throw new TypeError(
        `${where}: expected the attributes of "${id}" as { name: value }; got ${typeName(attributes)}`,
      );
    }
    if (seen.has(id)) throw new Error(`${where}: the id "${id}" comes twice`);
    for (const [name, value] of Object.entries(attributes)) {
      const column = values.get(name) ?? [];
      values.set(name, column);
      while (column.length < seen.size) column.push(null);
      column.push(plainValue(value, `${where}: attribute "${name}" of "${id}"`));
    }
    seen.add(id);
  }
  const columns = new Map<string, AttributeColumn>();
  for (const [name, column] of values) {
    while (column.length < seen.size) column.push(null);
    columns.set(name, attributeColumn(column, `${where}: attribute "${name}"`));
  }
  return { ids: [...seen], columns };
}

function plainValue(value: unknown, where: string): AttributeValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 0 || value === 1 || (typeof value === 'string' && value !== '')) return value;
  const got =
    typeof value === 'number' || typeof value === 'string' ? JSON.stringify(value) : typeName(value);
  throw new TypeError(`${where}: expected 0, 1, a boolean, a category (text) or null; got ${got}`);
}

/** A column of values, which are all binary or all text. */
export function attributeColumn(column: readonly AttributeValue[], where: string): AttributeColumn {
  const found = new Set(column);
  found.delete(null);
  const texts = [...found].filter((value) => typeof value === 'string').sort();
  if (texts.length > 0 && texts.length < found.size) {
    throw new TypeError(`${where} mixes binary values (0, 1) and text ("${texts[0]}"); use one of them`);
  }
  const values: AttributeColumn['values'] = texts.length > 0 ? texts : [0, 1];
  const codes = new Map<AttributeValue, number>(values.map((value, code) => [value, code]));
  const rows = column.map((value) => codes.get(value) ?? -1);
  return { values, codes: values.length <= 127 ? Int8Array.from(rows) : Int32Array.from(rows) };
}

/** The column of an attribute. Throws, beginning with `where`, on an unknown name, and says which are like it. */
export function columnNamed(table: AttributeTable, name: string, where: string): AttributeColumn {
  const column = table.columns.get(name);
  if (column) return column;
  throw new Error(
    `${where}: there is no attribute ${JSON.stringify(name)}; ${nearNames(String(name), [...table.columns.keys()])}`,
  );
}

/** Rows of a table, in the order given. */
export function selectRows(table: AttributeTable, rows: readonly number[]): AttributeTable {
  const columns = new Map<string, AttributeColumn>();
  for (const [name, { values, codes }] of table.columns) {
    const selected = rows.map((row) => codes[row]!);
    columns.set(name, {
      values,
      codes: codes instanceof Int8Array ? Int8Array.from(selected) : Int32Array.from(selected),
    });
  }
  return { ids: rows.map((row) => table.ids[row]!), columns };
}

/** Throws, beginning with `where`, unless it is a table with at least one image, and ids that differ. */
export function requireAttributeTable(where: string, table: AttributeTable): void {
  if (!Array.isArray(table?.ids) || typeof table.columns?.get !== 'function') {
    throw new TypeError(
      `${where}: expected attributes as a table, of attributeTable(…) or readAttributeTable(…); got ${typeName(table)}`,
    );
  }
  if (table.ids.length === 0) throw new Error(`${where}: the table of attributes has no images`);
  if (new Set(table.ids).size < table.ids.length)
    throw new Error(`${where}: an id comes twice in the attributes`);
}
