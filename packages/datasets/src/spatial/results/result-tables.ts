import { checkList, invalidArgument, typeName } from '@csm/base';
import Papa from 'papaparse';
import { checkCounts } from '../check-counts.js';
import { geneTotals } from '../gene-counts.js';
import { unknownGene } from '../gene-index.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { checkLength, checkNewColumns, type ResultColumn, type ResultColumns } from './result-columns.js';

/**
 * Formats results of spots as CSV (RFC 4180, with a header): `spot`; `x`, `y`, `pixel_x`, `pixel_y` and `label` if
 * known; then `columns`, whose values are in the order of `counts.spots.names`. Missing values (null, NaN) are empty cells.
 * Numbers are written with just enough digits to restore them; float32 numbers with just enough for float32.
 *
 * @throws if a column has another length than the spots, or a name that is taken.
 *
 * @example
 * await writeTable('spots.csv', spotTable(tissue, { penk_map: map }));
 * @category Write results
 */
export function spotTable(counts: SpatialCounts, columns: ResultColumns): string {
  checkCounts('spotTable', counts);
  const { names, x, y, layout, pixels, labels } = counts.spots;
  return table('spotTable', names.length, columns, {
    spot: names,
    ...(layout !== 'none' && { x, y }),
    ...(pixels && { pixel_x: pixels.x, pixel_y: pixels.y }),
    ...(labels && { label: labels }),
  });
}

/**
 * Formats results of genes as CSV: `gene`; `gene_id` if known; `total`, the sum of the gene's counts; `spots`, the
 * number of spots with a count; then `columns`, whose values are in the order of `genes`. Otherwise the same as
 * {@link spotTable}.
 *
 * @param genes the rows of the table. Default: all genes of the counts.
 * @throws as {@link spotTable}; also if a gene is not in the counts.
 * @category Write results
 */
export function geneTable(
  counts: SpatialCounts,
  columns: ResultColumns,
  genes: readonly string[] = counts.genes,
): string {
  checkCounts('geneTable', counts);
  checkList('geneTable', 'genes', genes);
  const { indptr } = counts.counts;
  const totals = geneTotals(counts);
  const rowOf = new Map(
    counts.genes.map((gene, at) => [
      gene,
      {
        id: counts.geneIds?.[at] ?? null,
        total: totals[at] ?? 0,
        spots: (indptr[at + 1] ?? 0) - (indptr[at] ?? 0),
      },
    ]),
  );
  const rows = genes.map((gene) => {
    const row = rowOf.get(gene);
    if (row) return row;
    throw unknownGene('geneTable', counts, gene);
  });
  return table('geneTable', genes.length, columns, {
    gene: genes,
    ...(counts.geneIds && { gene_id: rows.map(({ id }) => id) }),
    total: rows.map(({ total }) => total),
    spots: rows.map(({ spots }) => spots),
  });
}

function table(where: string, rows: number, columns: ResultColumns, own: ResultColumns): string {
  if (typeof columns !== 'object' || columns === null) {
    throw invalidArgument(`${where}: columns must be an object { name: values }; got ${typeName(columns)}.`);
  }
  checkNewColumns(where, columns, own);
  for (const [name, column] of Object.entries(columns)) checkLength(where, name, column, rows);
  const all = Object.entries({ ...own, ...columns });
  const data = Array.from({ length: rows }, (_, row) => all.map(([, column]) => cell(column, row)));
  return Papa.unparse({ fields: all.map(([name]) => name), data }, { newline: '\n' });
}

function cell(column: ResultColumn, row: number): string {
  const value = column[row];
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return column instanceof Float32Array ? float32Text(Number(value)) : String(value);
}

/**
 * The shortest text that gives the same float32, such as 0.1 instead of 0.10000000149011612, which float64 would
 * need.
 */
function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
