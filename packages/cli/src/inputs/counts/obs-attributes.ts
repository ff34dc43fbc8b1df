import {
  type AttributeRow,
  type AttributeTable,
  type AttributeValue,
  attributeTable,
  type SpatialCounts,
  type SpotColumn,
} from '@csm/datasets';

/** A column of whole numbers with more values than this is a measurement, not a label. */
const MOST_LABELS = 200;

/**
 * The columns of `obs` as attributes: texts, truth values, and whole numbers with few values, such as clusters. Other columns of numbers
 * are left out.
 */
export function obsAttributes({ spots }: Pick<SpatialCounts, 'spots'>): AttributeTable | undefined {
  const columns = Object.entries({
    ...(spots.labels && { label: spots.labels }),
    ...spots.columns,
  }).flatMap(([name, column]) => {
    const values = valuesOf(column);
    return values ? [[name, values] as const] : [];
  });
  if (columns.length === 0) return undefined;
  return attributeTable(
    spots.names.map((id, row): [string, AttributeRow] => [
      id,
      Object.fromEntries(columns.map(([name, values]) => [name, values[row] ?? null])),
    ]),
  );
}

function valuesOf(column: SpotColumn): readonly (AttributeValue | boolean)[] | undefined {
  if (!(column instanceof Float64Array)) return column.map((value) => (value === '' ? null : value));
  const known = new Set(column.filter((value) => !Number.isNaN(value)));
  const isLabel = known.size > 0 && known.size <= MOST_LABELS && [...known].every(Number.isInteger);
  if (!isLabel) return undefined;
  const isBinary = [...known].every((value) => value === 0 || value === 1);
  return Array.from(column, (value) => {
    if (Number.isNaN(value)) return null;
    if (!isBinary) return String(value);
    return value === 1 ? 1 : 0;
  });
}
