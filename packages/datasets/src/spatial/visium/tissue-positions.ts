import type { ByteSource } from '../../files/byte-source.js';
import { type DelimitedRow, delimitedRows } from '../../tables/delimited-rows.js';

/** A row of `tissue_positions.csv`. */
export interface TissuePosition {
  readonly inTissue: boolean;
  readonly arrayRow: number;
  readonly arrayCol: number;
  /** Of the centre, on the full-resolution image. */
  readonly pixelRow: number;
  readonly pixelCol: number;
}

/** The columns, in the order that they have without a header. */
const columns = [
  'barcode',
  'in_tissue',
  'array_row',
  'array_col',
  'pxl_row_in_fullres',
  'pxl_col_in_fullres',
] as const;

/**
 * Reads where Visium's spots lie, by barcode: `tissue_positions.csv` with a header (Space Ranger from 2.0) or
 * `tissue_positions_list.csv` without one (before 2.0); the first cell tells which. Columns: 10x Genomics, Space Ranger,
 * "Spatial Outputs" (10xgenomics.com/support/software/space-ranger, analysis/outputs/spatial-outputs).
 * Throws, naming the line, on a missing column, a row of another length, a value that is none, a barcode that comes
 * twice, and a spot off the hexagonal grid (array_col must be even in even rows and odd in odd ones).
 */
export async function readTissuePositions(
  source: ByteSource,
  { where, signal }: { readonly where: string; readonly signal?: AbortSignal | undefined },
): Promise<Map<string, TissuePosition>> {
  const positions = new Map<string, TissuePosition>();
  let order: readonly number[] | undefined;
  let length = 0;
  for await (const row of delimitedRows(source, { delimiter: ',', where, signal })) {
    if (!order) {
      const header = row.cells[0] === 'barcode';
      order = columnOrder(row, header, where);
      length = row.cells.length;
      if (header) continue;
    }
    if (row.cells.length !== length) {
      throw new Error(`${where}, line ${row.line}: expected ${length} columns; got ${row.cells.length}`);
    }
    const [barcode, ...numbers] = order.map((column) => row.cells[column]!) as [string, ...string[]];
    if (barcode === '') throw new Error(`${where}, line ${row.line}: the barcode is empty`);
    if (positions.has(barcode)) {
      throw new Error(`${where}, line ${row.line}: barcode "${barcode}" comes twice; keep one of the two`);
    }
    positions.set(barcode, position(numbers, `${where}, line ${row.line}`));
  }
  if (positions.size === 0) throw new Error(`${where}: there is only a header; expected a row a spot`);
  return positions;
}

function columnOrder({ cells, line }: DelimitedRow, header: boolean, where: string): number[] {
  if (!header) {
    if (cells.length !== columns.length) {
      throw new Error(
        `${where}, line ${line}: expected the ${columns.length} columns ${columns.join(',')}; got ${cells.length}`,
      );
    }
    return [...columns.keys()];
  }
  return columns.map((name) => {
    const at = cells.indexOf(name);
    if (at >= 0) return at;
    throw new Error(
      `${where}, line ${line}: expected a column "${name}"; the header has: ${cells.join(', ')}`,
    );
  });
}

function position(cells: readonly string[], where: string): TissuePosition {
  const [inTissue, arrayRow, arrayCol, pixelRow, pixelCol] = cells.map((cell, i) => {
    const value = Number(cell);
    const whole = i < 3;
    // Number() takes '' and ' ' for 0.
    if (
      /^\s*$/.test(cell) ||
      !Number.isFinite(value) ||
      (whole && !(Number.isInteger(value) && value >= 0))
    ) {
      throw new Error(
        `${where}: ${columns[i + 1]} must be ${whole ? 'a whole number of 0 or more' : 'a number'}; got "${cell.slice(0, 40)}"`,
      );
    }
    return value;
  }) as [number, number, number, number, number];
  if (inTissue > 1) throw new Error(`${where}: in_tissue must be 0 or 1; got "${cells[0]}"`);
  if (arrayRow % 2 !== arrayCol % 2) {
    throw new Error(
      `${where}: array_col must be even in even rows and odd in odd ones; got array_row ${arrayRow}, array_col ${arrayCol}`,
    );
  }
  return { inTissue: inTissue === 1, arrayRow, arrayCol, pixelRow, pixelCol };
}
