import { warnOnConsole } from '../../checks/warn.js';
import type { ByteSource } from '../../files/byte-source.js';
import { delimitedRows } from '../../tables/delimited-rows.js';
import { entriesByGene, finishCounts } from '../sort-counts.js';
import type { ReadCountsOptions } from '../spatial-counts.js';
import { checkNames, type Feature, type FeatureMatrix } from './feature-matrix.js';
import { readMatrixMarket } from './matrix-market.js';

/** A file of the triplet: what messages call it, and its bytes. */
export interface NamedSource {
  readonly name: string;
  readonly source: ByteSource;
}

/**
 * Reads the triplet `matrix.mtx.gz`, `barcodes.tsv.gz` and `features.tsv.gz` (id, symbol, type; without a header):
 * features × barcodes. 10x Genomics, "Feature Barcode Matrices (MEX Format)". Throws as `readMatrixMarket`, and on rows
 * of another length.
 */
export async function readFeatureMatrixMtx(
  files: { readonly matrix: NamedSource; readonly barcodes: NamedSource; readonly features: NamedSource },
  caller: string,
  options: ReadCountsOptions,
): Promise<FeatureMatrix> {
  const { signal, onProgress, onWarning = warnOnConsole } = options;
  const where = ({ name }: NamedSource) => `${caller}: ${name}`;
  const barcodes: string[] = [];
  const features: Feature[] = [];
  for await (const { cells, line } of table(files.barcodes, where(files.barcodes), signal)) {
    if (cells[0] === '') throw new Error(`${where(files.barcodes)}, line ${line}: the barcode is empty`);
    barcodes.push(cells[0]!);
  }
  for await (const { cells, line } of table(files.features, where(files.features), signal)) {
    if (cells.length < 2 || cells[0] === '') {
      throw new Error(
        `${where(files.features)}, line ${line}: expected an id, a symbol and a type, separated by tabs; got "${cells.join('\t').slice(0, 40)}"`,
      );
    }
    features.push({ id: cells[0]!, name: cells[1]!, type: cells[2] ?? '' });
  }
  checkNames(where(files.matrix), barcodes, features);
  const { rows, columns, values } = await readMatrixMarket(files.matrix.source, {
    where: where(files.matrix),
    rowCount: features.length,
    columnCount: barcodes.length,
    signal,
    onProgress,
  });
  const raw = entriesByGene({ genes: rows, spots: columns, values }, features.length);
  const names = { spots: barcodes, genes: features.map(({ name }) => name), onWarning };
  return { barcodes, features, counts: finishCounts(raw, { where: where(files.matrix), ...names }) };
}

const table = ({ source }: NamedSource, where: string, signal: AbortSignal | undefined) =>
  delimitedRows(source, { delimiter: '\t', where, signal });
