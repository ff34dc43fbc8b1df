import { invalidFile, validNames } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import type { DelimitedRow } from '../../tables/delimited-rows.js';
import { headedRows } from '../../tables/headed-rows.js';
import { tableDelimiter } from '../../tables/table-delimiter.js';
import { POSITION_COLUMNS, type TissuePosition, tissuePosition } from './tissue-position.js';

/**
 * Reads the positions of Visium's spots, by barcode, from `tissue_positions.csv` with a header (Space Ranger from
 * 2.0) or `tissue_positions_list.csv` without one (before 2.0); the first cell shows whether there is a header.
 * Columns: 10x Genomics, Space Ranger, "Spatial Outputs" (10xgenomics.com/support/software/space-ranger,
 * analysis/outputs/spatial-outputs).
 *
 * @throws naming the line: if a column is missing, a row has another length, a value is invalid, a barcode is a duplicate,
 * or a spot is not on the hexagonal grid (array_col must be even in even rows and odd in odd rows), unless its barcode is that of
 * a bin of Visium HD.
 */
export async function readTissuePositions(
  source: ByteSource,
  { where, signal }: { readonly where: string; readonly signal?: AbortSignal | undefined },
): Promise<Map<string, TissuePosition>> {
  const positions = new Map<string, TissuePosition>();
  const delimiter = (text: string) => tableDelimiter(text, [',', '\t']);
  let order: readonly number[] | undefined;
  let length = 0;
  for await (const row of headedRows(source, { delimiter, where, signal })) {
    const at = `${where}, line ${row.line}`;
    if (!order) {
      const hasHeader = row.cells[0] === '' || row.cells.some((cell) => cell === 'barcode');
      order = columnOrder(row, hasHeader, at);
      length = row.cells.length;
      if (hasHeader) continue;
    }
    if (row.cells.length !== length) {
      throw invalidFile(`${at}: expected ${length} columns; got ${row.cells.length}.`);
    }
    const [barcode = '', ...values] = order.map((column) => row.cells[column] ?? '');
    if (barcode === '') throw invalidFile(`${at}: expected a barcode; the cell is empty.`);
    if (positions.has(barcode)) {
      throw invalidFile(`${at}: barcode "${barcode}" is a duplicate; keep one of the two lines.`);
    }
    positions.set(barcode, positionIn(barcode, values, at));
  }
  if (positions.size === 0) {
    throw invalidFile(
      `${where}: expected one row per spot; there is only a header; download or copy the file again.`,
    );
  }
  return positions;
}

function columnOrder({ cells }: DelimitedRow, hasHeader: boolean, at: string): number[] {
  if (!hasHeader) {
    if (cells.length !== POSITION_COLUMNS.length) {
      throw invalidFile(
        `${at}: expected the ${POSITION_COLUMNS.length} columns ${POSITION_COLUMNS.join(',')}; got ${cells.length} columns.`,
      );
    }
    return [...POSITION_COLUMNS.keys()];
  }
  return POSITION_COLUMNS.map((name) => {
    const column = cells.indexOf(name);
    if (column >= 0) return column;
    // An unnamed first column has the row names of R, or the index of pandas.
    if (name === 'barcode' && cells[0] === '') return 0;
    throw invalidFile(
      `${at}: expected a column "${name}" in the header; ${validNames('columns', name, cells)}.`,
    );
  });
}

function positionIn(barcode: string, cells: readonly string[], at: string): TissuePosition {
  // Number() accepts '' and ' ' as 0.
  const values = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  return tissuePosition(barcode, values, { at: () => at, written: (column) => cells[column] ?? '' });
}
