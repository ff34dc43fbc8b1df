import { invalidFile } from '@csm/base';
import type { DataReader, Encoding, PageHeader } from 'hyparquet';

/** One column of a row group, or a field of a struct; not part of a list. */
export interface ParquetChunk {
  /** The pages, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  /**
   * How many of the column and the structs that contain it may be missing. If any, levels precede the values: this number for a value
   * that is there, a smaller one for a missing value.
   */
  readonly levels: number;
  readonly isBoolean: boolean;
  /** Decompresses a page to a length. */
  readonly unpack: (bytes: Uint8Array, length: number) => Uint8Array;
}

/** The functions of hyparquet that read the parts of a page. */
export interface ParquetPageReaders {
  readonly parquetHeader: (reader: DataReader) => PageHeader;
  readonly readRleBitPackedHybrid: (
    reader: DataReader,
    width: number,
    output: Uint8Array,
    length?: number,
  ) => void;
}

/** Encodings whose cost is bounded by the bytes of the page and its number of values, given valid runs. */
const BOUNDED: ReadonlySet<Encoding> = new Set<Encoding>([
  'PLAIN',
  'PLAIN_DICTIONARY',
  'RLE_DICTIONARY',
  'RLE',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'BYTE_STREAM_SPLIT',
]);

/**
 * Checks what the pages of a column claim, before anything is allocated for it: hyparquet writes a run of equal values as long as a
 * page says, so that a few damaged bytes cost gigabytes. Format: Apache Parquet, "Data Pages" and "Encodings".
 *
 * @throws if a page exceeds the column's bytes, has more values than rows are left, or a run has more than the page.
 */
export function checkPages(chunk: ParquetChunk, readers: ParquetPageReaders): void {
  const { bytes, rows } = chunk;
  const reader = readerOf(bytes);
  for (let seen = 0; seen < rows && reader.offset < bytes.length - 1; ) {
    const header = readers.parquetHeader(reader);
    const size = header.compressed_page_size;
    if (!isWithin(size, bytes.length - reader.offset)) {
      throw invalidFile(
        `parquet: a page claims ${size} bytes of ${bytes.length - reader.offset}; the file is damaged.`,
      );
    }
    const body = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    const { dictionary_page_header: dictionary, data_page_header: first } = header;
    if (header.type === 'DICTIONARY_PAGE') {
      checkCount(dictionary?.num_values, 8 * header.uncompressed_page_size);
    } else {
      const second = header.data_page_header_v2;
      const { num_values, encoding } = (header.type === 'DATA_PAGE' ? first : second) ?? {};
      const count = checkCount(num_values, rows - seen);
      if (encoding === undefined || !BOUNDED.has(encoding)) {
        throw invalidFile(
          `parquet: the encoding ${encoding} is not supported; write the file with pandas or polars.`,
        );
      }
      const page = { chunk, header, body, count, encoding, readers };
      if (header.type === 'DATA_PAGE') checkFirstVersion(page);
      else checkSecondVersion(page);
      seen += count;
    }
  }
}

interface DataPage {
  readonly chunk: ParquetChunk;
  readonly header: PageHeader;
  readonly body: Uint8Array;
  readonly count: number;
  readonly encoding: Encoding;
  readonly readers: ParquetPageReaders;
}

/** The levels with their length, and the values, compressed together. */
function checkFirstVersion({ chunk, header, body, count, encoding, readers }: DataPage): void {
  const page = chunk.unpack(body, header.uncompressed_page_size);
  const reader = readerOf(page);
  let present = count;
  if (chunk.levels > 0) {
    checkRuns({ ...reader, offset: LENGTH_BYTES }, bitsOf(chunk.levels), count);
    const levels = new Uint8Array(count);
    readers.readRleBitPackedHybrid(reader, bitsOf(chunk.levels), levels);
    present = levels.reduce((sum, level) => sum + Number(level === chunk.levels), 0);
  }
  checkValues(reader, chunk, encoding, present);
}

/** The levels, and the values, which alone are compressed. */
function checkSecondVersion({ chunk, header, body, count, encoding }: DataPage): void {
  const page = header.data_page_header_v2;
  const defined = page?.definition_levels_byte_length ?? 0;
  if (
    page?.num_rows !== count ||
    page.repetition_levels_byte_length !== 0 ||
    !isWithin(defined, body.length)
  ) {
    throw invalidFile('parquet: the header of a page contradicts itself; the file is damaged.');
  }
  const missing = checkCount(page.num_nulls, count);
  if (chunk.levels > 0) checkRuns(readerOf(body), bitsOf(chunk.levels), count);
  const values = body.subarray(defined);
  const length = header.uncompressed_page_size - defined;
  const isPacked = page.is_compressed !== false && length !== 0;
  checkValues(readerOf(isPacked ? chunk.unpack(values, length) : values), chunk, encoding, count - missing);
}

/** Checks the encodings with runs: no other can claim more values than the page has. */
function checkValues(
  { view, offset }: DataReader,
  { isBoolean }: ParquetChunk,
  encoding: Encoding,
  count: number,
): void {
  const isRuns = encoding === 'RLE';
  if ((!isRuns && !encoding.endsWith('_DICTIONARY')) || count === 0) return;
  if (isRuns !== isBoolean) {
    throw invalidFile(
      `parquet: the encoding ${encoding} is not one of the column's type; the file is damaged.`,
    );
  }
  if (isBoolean) checkRuns({ view, offset: offset + LENGTH_BYTES }, 1, count);
  else checkRuns({ view, offset: offset + 1 }, view.getUint8(offset), count);
}

/** The bits of a level. */
const bitsOf = (levels: number) => 32 - Math.clz32(levels);

/** Runs of levels and booleans follow their length, runs of indices into a dictionary the number of their bits. */
const LENGTH_BYTES = 4;

/** Packed values come in groups of eight, so places without a value may follow the last. No known writer leaves more. */
const MOST_UNUSED = 512;

/** Walks the headers of the runs: `count << 1` and one value, or `groups << 1 | 1` and eight packed values per group. */
function checkRuns({ view, offset }: DataReader, width: number, count: number): void {
  if (width === 0) return;
  let at = offset;
  for (let seen = 0; seen < count && at < view.byteLength; ) {
    let header = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = view.getUint8(at++);
      header |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    const isPacked = (header & 1) === 1;
    const groups = header >>> 1;
    const length = checkCount(isPacked ? 8 * groups : groups, count - seen + (isPacked ? MOST_UNUSED : 0));
    at += isPacked ? Math.max(1, groups * width) : Math.ceil(width / 8);
    seen += length;
  }
}

const isWithin = (count: number | undefined, most: number): count is number =>
  count !== undefined && count >= 0 && count <= most;

function checkCount(count: number | undefined, most: number): number {
  if (isWithin(count, most)) return count;
  throw invalidFile(`parquet: a page claims ${count} values; at most ${most} are left; the file is damaged.`);
}

/** A reader of bytes, as hyparquet takes it. */
export const readerOf = (bytes: Uint8Array): DataReader => ({
  view: new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});
