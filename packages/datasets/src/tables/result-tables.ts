import Papa from 'papaparse';
import { geneTotals, requireCounts, type SpatialCounts } from '../spatial/spatial-counts.js';

/** One value for every spot or gene: numbers (NaN and null where missing), texts, or yes and no. */
export type ResultColumn = ArrayLike<number> | readonly (string | number | boolean | null)[];

/** Results by name, in the order that their columns have. */
export type ResultColumns = Readonly<Record<string, ResultColumn>>;

/**
 * Results of spots as CSV (RFC 4180, with a header): `spot`, `x`, `y`, where known `pixel_x`, `pixel_y` and `label`, then
 * `columns`, whose values are in the order of `counts.spots.names`. Missing values (null, NaN) are empty cells.
 * Numbers have all the digits that tell them apart: for float32, those of float32.
 * Throws on a column of another length or of a name that is taken.
 *
 * @example
 * await writeTable('spots.csv', spotTable(tissue, { penk_map: map }));
 */
export function spotTable(counts: SpatialCounts, columns: ResultColumns): string {
  requireCounts('spotTable', counts);
  const { names, x, y, pixels, labels } = counts.spots;
  return table('spotTable', names.length, columns, {
    spot: names,
    x,
    y,
    ...(pixels && { pixel_x: pixels.x, pixel_y: pixels.y }),
    ...(labels && { label: labels }),
  });
}

/**
 * Results of genes as CSV: `gene`, where known `gene_id`, `total` (all counts of the gene), `spots` (how many have any),
 * then `columns`, whose values are in the order of `counts.genes`, or of `genes`: those that the table is to have.
 * Otherwise as {@link spotTable}. Throws on a gene that is not among those of the counts.
 */
export function geneTable(
  counts: SpatialCounts,
  columns: ResultColumns,
  genes: readonly string[] = counts.genes,
): string {
  requireCounts('geneTable', counts);
  const places = new Map(counts.genes.map((gene, at) => [gene, at]));
  const rows = genes.map((gene) => {
    const at = places.get(gene);
    if (at !== undefined) return at;
    throw new Error(`geneTable: gene "${gene}" is not among the ${counts.genes.length} genes of the counts`);
  });
  const { indptr } = counts.counts;
  const totals = geneTotals(counts);
  return table('geneTable', genes.length, columns, {
    gene: genes,
    ...(counts.geneIds && { gene_id: rows.map((at) => counts.geneIds![at]!) }),
    total: rows.map((at) => totals[at]!),
    spots: rows.map((at) => indptr[at + 1]! - indptr[at]!),
  });
}

function table(where: string, rows: number, columns: ResultColumns, own: ResultColumns): string {
  for (const [name, column] of Object.entries(columns)) {
    if (name in own) throw new Error(`${where}: there is a column "${name}" already; choose another name`);
    requireLength(where, name, column, rows);
  }
  const all = Object.entries({ ...own, ...columns });
  const data = Array.from({ length: rows }, (_, row) => all.map(([, column]) => cell(column, row)));
  return Papa.unparse({ fields: all.map(([name]) => name), data }, { newline: '\n' });
}

/** Throws unless a column has a value for every row. */
export function requireLength(where: string, name: string, column: ResultColumn, rows: number): void {
  if (column?.length === rows) return;
  throw new Error(
    `${where}: the column "${name}" has ${column?.length ?? 'no'} values; expected ${rows}, one a row`,
  );
}

function cell(column: ResultColumn, row: number): string {
  const value = column[row];
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return column instanceof Float32Array ? float32Text(column[row]!) : String(value);
}

/** The fewest digits that give the same float32: 0.1, where 64 bits would say 0.10000000149011612. */
function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
