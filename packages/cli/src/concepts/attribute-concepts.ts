import { validNames } from '@csm/base';
import type { AttributeColumn, AttributeTable } from '@csm/datasets';
import { usageError } from '../terminal/usage-error.js';
import type { ConceptOptions } from './concept-options.js';
import type { ConceptSource } from './concept-source.js';

/** With more categories, a column holds names or measurements rather than labels. */
const MOST_CATEGORIES = 50;

/**
 * The concepts of columns of attributes. A binary column is one concept: with minus without. Each value of a categorical column is one:
 * with the value minus all others. Samples with an unknown value are left out.
 * @throws if there is no such column, or if a column is numbers and `--above` is not given.
 */
export function attributeConcepts(
  table: AttributeTable | undefined,
  names: readonly string[] | undefined,
  { value, above }: Pick<ConceptOptions, 'value' | 'above'>,
): ConceptSource[] {
  if (!table) {
    throw usageError(
      'the data have no attributes; pass --attributes TABLE, or another source of concepts such as --with and --without.',
    );
  }
  const wanted = names ?? [...table.columns.keys()];
  return wanted.flatMap((name) => {
    const column = columnOf(table, name);
    try {
      return columnConcepts(table.ids, name, column, { value, above });
    } catch (error) {
      // Without --name, columns that are not labels, such as file names, are left out.
      if (names) throw error;
      return [];
    }
  });
}

/** The column of that name. @throws if there is none. */
export function columnOf(table: AttributeTable | undefined, name: string): AttributeColumn {
  const column = table?.columns.get(name);
  if (column) return column;
  throw usageError(
    `unknown attribute "${name}"; ${validNames('attributes', name, [...(table?.columns.keys() ?? [])])}.`,
  );
}

/** The value of each sample as text; null if it is unknown. */
export function valuesOf({ values, codes }: AttributeColumn): (string | null)[] {
  return Array.from(codes, (code) => (code < 0 ? null : String(values[code])));
}

function columnConcepts(
  ids: readonly string[],
  name: string,
  column: AttributeColumn,
  { value, above }: Pick<ConceptOptions, 'value' | 'above'>,
): ConceptSource[] {
  const values = valuesOf(column);
  const split = (concept: string, has: (text: string) => boolean): ConceptSource => ({
    name: concept,
    source: `attribute "${name}"`,
    column: name,
    from: 'rest',
    positives: ids.filter((_, i) => values[i] != null && has(values[i])),
    negatives: ids.filter((_, i) => values[i] != null && !has(values[i])),
  });
  const kinds = column.values.map(String);
  const isBinary = kinds.join() === '0,1';
  const isNumeric = !isBinary && kinds.every((text) => Number.isFinite(Number(text)));
  if (above !== undefined) {
    if (!isNumeric && !isBinary) {
      throw usageError(`--above is for columns of numbers; "${name}" holds texts such as "${kinds[0]}".`);
    }
    return [split(`${name} above ${above}`, (text) => Number(text) > above)];
  }
  if (value !== undefined) {
    if (!kinds.includes(value)) {
      throw usageError(`unknown value "${value}" of "${name}"; ${validNames('values', value, kinds)}.`);
    }
    return [split(isBinary && value === '1' ? name : `${name} ${value}`, (text) => text === value)];
  }
  if (isBinary) return [split(name, (text) => text === '1')];
  if (
    isNumeric &&
    (kinds.length > MOST_CATEGORIES || kinds.some((text) => !Number.isInteger(Number(text))))
  ) {
    throw usageError(`"${name}" is a column of ${kinds.length} numbers, not of labels; pass --above NUMBER.`);
  }
  if (kinds.length > MOST_CATEGORIES) {
    throw usageError(
      `"${name}" has ${kinds.length} values, more than a column of labels has; choose one of them with --value.`,
    );
  }
  return kinds.map((kind) => split(`${name} ${kind}`, (text) => text === kind));
}
