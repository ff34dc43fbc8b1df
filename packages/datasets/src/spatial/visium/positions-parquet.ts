import { invalidFile } from '@csm/base';
import { parquetColumns } from '../../tables/parquet-columns.js';
import { POSITION_COLUMNS, type TissuePosition, tissuePosition } from './tissue-position.js';

/**
 * Reads `tissue_positions.parquet` of Visium HD: the columns of `tissue_positions.csv`. The barcodes may be the index of pandas.
 *
 * @throws as `readTissuePositions` does, naming the row, which counts from 0.
 */
export async function readPositionsParquet(
  bytes: Uint8Array,
  { where, signal }: { readonly where: string; readonly signal?: AbortSignal | undefined },
): Promise<Map<string, TissuePosition>> {
  const [barcodeColumn, ...others] = POSITION_COLUMNS;
  const names = [
    [barcodeColumn, '__index_level_0__'],
    ...others.map((name) => [name]),
  ] as unknown as readonly (readonly [string, ...string[]])[];
  const positions = new Map<string, TissuePosition>();
  for await (const { start, count, columns } of parquetColumns(bytes, names, { where, signal })) {
    const [barcodes = [], ...values] = columns;
    for (let row = 0; row < count; row++) {
      const at = () => `${where}, row ${start + row}`;
      const barcode = barcodes[row];
      if (typeof barcode !== 'string' || barcode === '') {
        throw invalidFile(`${at()}: expected a barcode; got ${barcode === '' ? 'an empty text' : barcode}.`);
      }
      if (positions.has(barcode)) {
        throw invalidFile(`${at()}: barcode "${barcode}" is a duplicate; keep one of the two rows.`);
      }
      const written = (column: number) => String(values[column]?.[row]);
      positions.set(
        barcode,
        tissuePosition(
          barcode,
          values.map((column) => numberOf(column[row])),
          { at, written },
        ),
      );
    }
  }
  if (positions.size === 0) {
    throw invalidFile(
      `${where}: expected one row per spot; there are no rows; download or copy the file again.`,
    );
  }
  return positions;
}

/** NaN for a missing value and for a text, which Number() would convert. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? Number(value)
    : Number.NaN;
