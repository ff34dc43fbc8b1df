import { checkOptions, checkPositive, checkWatchers, invalidFile, type Progress } from '@csm/base';
import { type ByteSource, checkByteSource } from '../../files/byte-source.js';
import type { DelimitedRow } from '../../tables/delimited-rows.js';
import { headedRows } from '../../tables/headed-rows.js';
import { tableDelimiter } from '../../tables/table-delimiter.js';
import { countsByGene, type SpotRow } from '../counts-by-gene.js';
import type { SpatialCounts } from '../spatial-counts.js';

/** Options of {@link readSpatialTranscriptomics}. */
export interface ReadOptions {
  /** The name of the data in error messages: a file name or an address. Default: `'the count matrix'`. */
  readonly name?: string | undefined;
  /** The size of the file in bytes, for `onProgress`. Default: unknown. */
  readonly totalBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the number of bytes read so far, as stored (before decompression). The total is `totalBytes`, or Infinity
   * if that is unknown.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Reads the count matrix of Ståhl et al. (Science 353:78, 2016): tab-separated text, gzipped or not. The header begins with
 * a tab, then has one gene per column (R's `write.table`, which leaves out this tab, quotes names and may separate cells by
 * spaces, is read too); each row begins with the spot as `XxY` in array coordinates (`16.92x9.015`), then
 * has one count per gene. The file is streamed. Memory: the size of the non-zero counts, and twice that while they
 * are sorted by gene.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming line and column: if the file is empty, an HTML page, a Git LFS pointer
 * or truncated gzip; if the header has no leading tab; if a gene has no name; if a gene or a spot is a duplicate; if a spot
 * is not `XxY`; if a row has another length than the header; and if a count is not a finite float32 number of at least 0.
 * @category Read a tissue
 */
export async function readSpatialTranscriptomics(
  source: ByteSource,
  options: ReadOptions = {},
): Promise<SpatialCounts> {
  const caller = 'readSpatialTranscriptomics';
  checkOptions(caller, options, { name: true, totalBytes: true, signal: true, onProgress: true });
  checkWatchers(caller, options);
  checkByteSource(caller, source);
  const { name = 'the count matrix', totalBytes, signal, onProgress = () => {} } = options;
  if (totalBytes !== undefined) checkPositive(caller, 'totalBytes', totalBytes, { orZero: true });
  const where = `${caller}: ${name}`;
  const total = totalBytes ?? Number.POSITIVE_INFINITY;
  let done = 0;
  let genes: readonly string[] | undefined;
  const lineOf = new Map<string, number>();
  const x: number[] = [];
  const y: number[] = [];
  const rows: SpotRow[] = [];
  const delimiter = (text: string) => tableDelimiter(text, ['\t']);
  const onBytes = (count: number) => {
    done += count;
    onProgress({ done, total });
  };
  for await (const row of headedRows(source, { delimiter, where, signal, onBytes })) {
    if (!genes) {
      genes = genesIn(row, where);
      continue;
    }
    const [spot = ''] = row.cells;
    const [spotX, spotY] = spotAt(spot, row.line, where);
    const before = lineOf.get(spot);
    if (before !== undefined) {
      throw invalidFile(
        `${where}, line ${row.line}: spot "${spot}" is a duplicate of line ${before}; keep one of the two.`,
      );
    }
    lineOf.set(spot, row.line);
    x.push(spotX);
    y.push(spotY);
    rows.push(countsIn(row.cells, genes, `${where}, line ${row.line}`));
  }
  if (!genes || rows.length === 0) {
    throw invalidFile(
      `${where}: expected rows of counts; there is only a header; download or copy the file again.`,
    );
  }
  return {
    spots: { names: [...lineOf.keys()], x: Float64Array.from(x), y: Float64Array.from(y) },
    genes,
    counts: countsByGene(rows, genes.length),
  };
}

function genesIn({ line, cells }: DelimitedRow, where: string): string[] {
  const [first = '', ...genes] = cells;
  if (first !== '' || genes.length === 0) {
    throw invalidFile(
      `${where}, line ${line}: expected a header that begins with a tab, then gene names separated by tabs; ` +
        `got ${cells.length} column(s), the first "${shortened(first)}".`,
    );
  }
  const columns = new Map<string, number>();
  for (const [index, gene] of genes.entries()) {
    const column = index + 2;
    const at = `${where}, line ${line}, column ${column}`;
    if (gene === '') throw invalidFile(`${at}: expected the name of a gene; the cell is empty.`);
    const before = columns.get(gene);
    if (before !== undefined) {
      throw invalidFile(
        `${at}: gene "${gene}" is a duplicate of column ${before}; merge or rename one of the two.`,
      );
    }
    columns.set(gene, column);
  }
  return genes;
}

function spotAt(spot: string, line: number, where: string): [x: number, y: number] {
  const match = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)$/.exec(spot);
  if (match) return [Number(match[1]), Number(match[2])];
  throw invalidFile(
    `${where}, line ${line}, column 1: expected a spot as XxY, such as 16.92x9.015; got "${shortened(spot)}"; rows must be ` +
      'spots and columns genes.',
  );
}

/** The counts of one row, whose first cell is the spot. The loop by index is twice as fast as iterators over 16,000 cells. */
function countsIn(cells: readonly string[], genes: readonly string[], where: string): SpotRow {
  if (cells.length !== genes.length + 1) {
    throw invalidFile(
      `${where}: expected ${genes.length + 1} columns as in the header; got ${cells.length}; the file is truncated, or ` +
        'the row was edited.',
    );
  }
  const found: number[] = [];
  const values: number[] = [];
  for (let gene = 0; gene < genes.length; gene++) {
    const cell = cells[gene + 1] ?? '';
    if (cell === '0') continue;
    // Checked in float32, the stored type: a larger number would become infinite, and a picture of it NaN.
    const value = Math.fround(Number(cell));
    // The pattern excludes other text that Number() accepts: '', ' ', '0x10', 'Infinity'.
    if (!/^\+?[\d.]+(e[+-]?\d+)?$/i.test(cell) || !Number.isFinite(value)) {
      throw invalidFile(
        `${where}, column ${gene + 2} (${genes[gene]}): a count must be a finite float32 number of at least 0; got ` +
          `"${shortened(cell)}".`,
      );
    }
    if (value === 0) continue;
    found.push(gene);
    values.push(value);
  }
  return { genes: new Uint32Array(found), values: new Float32Array(values) };
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
