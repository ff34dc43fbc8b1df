import { invalidFile } from '@csm/base';

/** A row of `tissue_positions.csv`. */
export interface TissuePosition {
  readonly inTissue: boolean;
  readonly arrayRow: number;
  readonly arrayCol: number;
  /** The row of the centre on the full-resolution image. */
  readonly pixelRow: number;
  /** The column of the centre on the full-resolution image. */
  readonly pixelCol: number;
}

/** The columns in the order of a file without a header. */
export const POSITION_COLUMNS = [
  'barcode',
  'in_tissue',
  'array_row',
  'array_col',
  'pxl_row_in_fullres',
  'pxl_col_in_fullres',
] as const;

/** Whether a barcode is that of a bin of Visium HD, such as `s_008um_00269_00526-1`. */
export const isBinBarcode = (barcode: string): boolean => /^s_\d+um_\d+_\d+/.test(barcode);

/**
 * Checks the values of a row.
 * @param values those of the columns after the barcode, NaN for one that is not a number.
 * @param written the text of a value, for the message.
 * @param at the beginning of every message: function, file and line.
 */
export function tissuePosition(
  barcode: string,
  values: readonly number[],
  { at, written }: { readonly at: () => string; readonly written: (column: number) => string },
): TissuePosition {
  for (const [i, value] of values.entries()) {
    const mustBeWhole = i < 3;
    if (Number.isFinite(value) && (!mustBeWhole || (Number.isInteger(value) && value >= 0))) continue;
    const expected = mustBeWhole ? 'a whole number of at least 0' : 'a finite number';
    throw invalidFile(
      `${at()}: ${POSITION_COLUMNS[i + 1]} must be ${expected}; got "${written(i).slice(0, 40)}".`,
    );
  }
  const [inTissue = 0, arrayRow = 0, arrayCol = 0, pixelRow = 0, pixelCol = 0] = values;
  if (inTissue > 1) throw invalidFile(`${at()}: in_tissue must be 0 or 1; got "${written(0)}".`);
  if (arrayRow % 2 !== arrayCol % 2 && !isBinBarcode(barcode)) {
    throw invalidFile(
      `${at()}: array_col must be even in even rows and odd in odd rows; got array_row ${arrayRow} and array_col ${arrayCol}.`,
    );
  }
  return { inTissue: inTissue === 1, arrayRow, arrayCol, pixelRow, pixelCol };
}
