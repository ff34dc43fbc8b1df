import { invalidFile } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import { delimitedRows } from '../../tables/delimited-rows.js';
import { canonicalCounts } from '../canonical-counts.js';
import { entriesByGene } from '../counts-by-gene.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import { checkFeatureNames, type Feature, type FeatureMatrix } from './feature-matrix.js';
import { readMatrixMarket } from './matrix-market.js';

/** One of the three files of the triplet. */
export interface NamedSource {
  /** The name of the file in messages. */
  readonly name: string;
  readonly source: ByteSource;
}

/**
 * Reads the triplet `matrix.mtx.gz`, `barcodes.tsv.gz` and `features.tsv.gz` (id, symbol, type; without a header):
 * features × barcodes. 10x Genomics, "Feature Barcode Matrices (MEX Format)".
 *
 * @throws as `readMatrixMarket`; also if a row of another file has the wrong number of cells.
 */
export async function readFeatureMatrixMtx(
  files: { readonly matrix: NamedSource; readonly barcodes: NamedSource; readonly features: NamedSource },
  caller: string,
  options: ReadCountsOptions,
): Promise<FeatureMatrix> {
  const { signal, onProgress, onWarning = console.warn } = options;
  const where = ({ name }: NamedSource) => `${caller}: ${name}`;
  const barcodes: string[] = [];
  const features: Feature[] = [];
  for await (const { cells, line } of table(files.barcodes, where(files.barcodes), signal)) {
    const [barcode = ''] = cells;
    if (barcode === '') {
      throw invalidFile(`${where(files.barcodes)}, line ${line}: expected a barcode; the cell is empty.`);
    }
    barcodes.push(barcode);
  }
  for await (const { cells, line } of table(files.features, where(files.features), signal)) {
    const [id = '', name, type = ''] = cells;
    if (id === '' || name === undefined) {
      const got = cells.join('\t').slice(0, 40);
      throw invalidFile(
        `${where(files.features)}, line ${line}: expected an id, a symbol and a type, separated by tabs; got "${got}".`,
      );
    }
    features.push({ id, name, type });
  }
  checkFeatureNames(where(files.matrix), barcodes, features);
  const { rows, columns, values } = await readMatrixMarket(files.matrix.source, {
    where: where(files.matrix),
    rowCount: features.length,
    columnCount: barcodes.length,
    signal,
    onProgress,
  });
  const entries = entriesByGene({ genes: rows, spots: columns, values }, features.length);
  const names = { spots: barcodes, genes: features.map(({ name }) => name), onWarning };
  return { barcodes, features, counts: canonicalCounts(entries, { where: where(files.matrix), ...names }) };
}

const table = ({ source }: NamedSource, where: string, signal: AbortSignal | undefined) =>
  delimitedRows(source, { delimiter: '\t', where, signal });
