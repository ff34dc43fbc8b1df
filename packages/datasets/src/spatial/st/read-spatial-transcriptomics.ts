import { type ByteSource, requireByteSource } from '../../files/byte-source.js';
import { type DelimitedRow, delimitedRows } from '../../tables/delimited-rows.js';
import { countsByGene, type SpatialCounts, type SpotRow } from '../spatial-counts.js';

/** How far {@link readSpatialTranscriptomics} has come. */
export interface ReadProgress {
  /** Bytes read so far, as stored (before unpacking). */
  readonly bytes: number;
  /** Spots read so far. */
  readonly spots: number;
  /** Size of the file where it is known. */
  readonly totalBytes?: number;
}

/** Options of {@link readSpatialTranscriptomics}. */
export interface ReadOptions {
  /** What error messages call the data: a file name or an address; 'the count matrix' by default. */
  readonly name?: string;
  readonly totalBytes?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/**
 * Reads the count matrix of Ståhl et al. (Science 353:78, 2016): tab-separated text, gzipped or not. The header
 * begins with a tab, then one gene a column; each row begins with the spot as `XxY` in array coordinates
 * (`16.92x9.015`), then one count a gene. Streamed: memory is that of the non-zero counts, twice while they are
 * sorted by gene.
 *
 * Throws, naming the line and the column, on: an empty file, an HTML page or a Git LFS pointer in its place, gzip
 * that is truncated, a header without its leading tab, a gene without a name, a gene or a spot that comes twice, a
 * spot that is not `XxY`, a row of another length than the header, and a count that is not a finite float32 number of
 * 0 or more. Throws on a source that is neither a stream nor an async iterable of bytes. Rejects with the signal's reason when aborted.
 */
export async function readSpatialTranscriptomics(
  source: ByteSource,
  { name = 'the count matrix', totalBytes, signal, onProgress = () => {} }: ReadOptions = {},
): Promise<SpatialCounts> {
  requireByteSource('readSpatialTranscriptomics', source);
  const where = `readSpatialTranscriptomics: ${name}`;
  let bytes = 0;
  let genes: string[] | undefined;
  const names = new Map<string, number>();
  const x: number[] = [];
  const y: number[] = [];
  const rows: SpotRow[] = [];
  const onBytes = (count: number) => {
    bytes += count;
    onProgress({ bytes, spots: rows.length, ...(totalBytes === undefined ? {} : { totalBytes }) });
  };
  for await (const row of delimitedRows(source, { delimiter: '\t', where, signal, onBytes })) {
    if (!genes) {
      genes = readHeader(row, where);
      continue;
    }
    const spot = row.cells[0]!;
    const [spotX, spotY] = readSpot(spot, row.line, where);
    const before = names.get(spot);
    if (before !== undefined) {
      throw new Error(
        `${where}, line ${row.line}: spot "${spot}" is already on line ${before}; keep one of the two`,
      );
    }
    names.set(spot, row.line);
    x.push(spotX);
    y.push(spotY);
    rows.push(readCounts(row, genes, where));
  }
  if (!genes || rows.length === 0)
    throw new Error(`${where}: expected rows of counts; there is only a header`);
  return {
    spots: { names: [...names.keys()], x: Float64Array.from(x), y: Float64Array.from(y) },
    genes,
    counts: countsByGene(rows, genes.length),
  };
}

function readHeader({ line, cells }: DelimitedRow, where: string): string[] {
  if (cells[0] !== '' || cells.length < 2) {
    throw new Error(
      `${where}, line ${line}: expected a header that begins with a tab, then gene names separated by tabs; ` +
        `got ${cells.length} column(s), the first "${shortened(cells[0]!)}"`,
    );
  }
  const genes = cells.slice(1);
  const columns = new Map<string, number>();
  for (const [index, gene] of genes.entries()) {
    const column = index + 2;
    if (gene === '') throw new Error(`${where}, line ${line}, column ${column}: the gene has no name`);
    const before = columns.get(gene);
    if (before !== undefined) {
      throw new Error(
        `${where}, line ${line}, column ${column}: gene "${gene}" is already in column ${before}; ` +
          'merge or rename one of the two',
      );
    }
    columns.set(gene, column);
  }
  return genes;
}

function readSpot(spot: string, line: number, where: string): [x: number, y: number] {
  const match = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)$/.exec(spot);
  if (match) return [Number(match[1]), Number(match[2])];
  throw new Error(
    `${where}, line ${line}, column 1: expected a spot as XxY, such as 16.92x9.015; got "${shortened(spot)}" ` +
      '(rows are spots, columns are genes)',
  );
}

function readCounts({ line, cells }: DelimitedRow, genes: readonly string[], where: string): SpotRow {
  if (cells.length !== genes.length + 1) {
    throw new Error(
      `${where}, line ${line}: expected ${genes.length + 1} columns as in the header; got ${cells.length}` +
        ' (a file cut short, or a row that was edited)',
    );
  }
  const found: number[] = [];
  const values: number[] = [];
  for (let column = 1; column < cells.length; column++) {
    const cell = cells[column]!;
    if (cell === '0') continue;
    // As it is kept: beyond float32's range it would turn infinite, and a picture of it NaN.
    const value = Math.fround(Number(cell));
    // The pattern keeps out what Number() takes for a number: '', ' ', '0x10', 'Infinity'.
    if (!/^\+?[\d.]+(e[+-]?\d+)?$/i.test(cell) || !Number.isFinite(value)) {
      throw new Error(
        `${where}, line ${line}, column ${column + 1} (${genes[column - 1]}): ` +
          `a count must be a finite float32 number of 0 or more; got "${shortened(cell)}"`,
      );
    }
    if (value === 0) continue;
    found.push(column - 1);
    values.push(value);
  }
  return { genes: new Uint32Array(found), values: new Float32Array(values) };
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
