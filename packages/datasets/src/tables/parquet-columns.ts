import { invalidFile, validNames } from '@csm/base';
import type { Compressors, FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { checkLikeness } from '../files/check-likeness.js';
import { parquetCompressors } from './parquet-compressors.js';
import { checkPages, type ParquetPageReaders } from './parquet-pages.js';

/** Consecutive rows of a Parquet file, by column. */
export interface ParquetRows {
  /** The number of the first row. */
  readonly start: number;
  readonly count: number;
  /** The values of each requested column, in the order of the request. Whole numbers of 64 bits are bigints. */
  readonly columns: readonly ArrayLike<unknown>[];
}

/** A JavaScript Map holds this many keys. The largest real table, the 2 µm bins of Visium HD, has 11 million rows. */
const MOST_ROWS = 2 ** 24 - 1;

/**
 * Reads columns of a Parquet file by hyparquet, one row group at a time: uncompressed, or compressed with snappy (pandas) or
 * zstd (polars). hyparquet is loaded when the first file is read. Pages are checked before hyparquet, which trusts them, allocates what they
 * claim.
 *
 * @param names for each column its name, or several by which it is searched in this order.
 * @throws if the bytes are not a Parquet file, if the file is damaged or lacks a column, and if it has more rows than a Map can hold.
 */
export async function* parquetColumns(
  bytes: Uint8Array,
  names: readonly (readonly [string, ...string[]])[],
  { where, signal }: { readonly where: string; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<ParquetRows> {
  const { parquetMetadata, parquetRead, parquetSchema } = await import('hyparquet');
  const { parquetHeader } = await import('hyparquet/src/column.js');
  const { readRleBitPackedHybrid } = await import('hyparquet/src/encoding.js');
  checkMagic(where, bytes);
  const damaged = (cause: unknown): Error =>
    invalidFile(
      `${where}: expected an undamaged Parquet file; reading fails with "${reasonOf(cause)}"; download or copy the file again.`,
      { cause },
    );
  const orDamaged = <T>(run: () => T): T => {
    try {
      return run();
    } catch (cause) {
      throw damaged(cause);
    }
  };
  const file = exactBuffer(bytes);
  const metadata = orDamaged(() => parquetMetadata(file));
  const fields = orDamaged(() => parquetSchema(metadata).children);
  const found = fields.map(({ element }) => element.name);
  const columns = names.map((candidates) => {
    const name = candidates.find((each) => found.includes(each));
    if (name !== undefined) return name;
    const [first] = candidates;
    throw invalidFile(`${where}: expected a column "${first}"; ${validNames('columns', first, found)}.`);
  });
  checkRows(where, metadata, bytes.length);
  const compressors = await parquetCompressors();
  let start = 0;
  for (const group of metadata.row_groups) {
    signal?.throwIfAborted();
    const count = Number(group.num_rows);
    if (count === 0) continue;
    const values = new Map(columns.map((name) => [name, [] as ArrayLike<unknown>[]]));
    try {
      for (const name of columns) {
        checkColumn(
          name,
          { bytes: new Uint8Array(file), group, fields, compressors },
          { parquetHeader, readRleBitPackedHybrid },
        );
      }
      await parquetRead({
        ...{ file, metadata, columns, compressors, rowStart: start, rowEnd: start + count },
        onChunk: ({ columnName, columnData }) => values.get(columnName)?.push(columnData),
      });
    } catch (cause) {
      throw damaged(cause);
    }
    const read = columns.map((name) => joined(values.get(name) ?? []));
    const short = read.findIndex(({ length }) => length !== count);
    if (short >= 0) {
      throw damaged(invalidFile(`parquet: ${read[short]?.length} of ${count} values of ${columns[short]}.`));
    }
    yield { start, count, columns: read };
    start += count;
  }
}

/** Parquet begins and ends with PAR1. */
function checkMagic(where: string, bytes: Uint8Array): void {
  const text = (from: number, to?: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 4) === 'PAR1' && text(-4) === 'PAR1' && bytes.length >= 12) return;
  checkLikeness(where, text(0, 512), 'a Parquet file');
  const got = text(0, 4) === 'PAR1' ? 'it is cut off' : 'it has another format';
  throw invalidFile(`${where}: expected a Parquet file; ${got}; download or copy the file again.`);
}

/** Rows that differ in a column, such as barcodes, take at least one bit each. */
const MOST_ROWS_PER_BYTE = 8;

function checkRows(
  where: string,
  { num_rows: claimed, row_groups: groups }: FileMetaData,
  size: number,
): void {
  const most = Math.min(MOST_ROWS, MOST_ROWS_PER_BYTE * size);
  const total = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const isConsistent = groups.every((group) => group.num_rows >= 0n) && total === Number(claimed);
  if (isConsistent && total <= most) return;
  throw invalidFile(
    `${where}: expected at most ${most} rows, as many as its row groups have; got ${claimed} rows, and ${total} in its row groups; ` +
      'download or copy the file again.',
  );
}

interface RowGroupParts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly group: RowGroup;
  readonly fields: readonly SchemaTree[];
  readonly compressors: Compressors;
}

/** Checks the chunks of a column of a row group. */
function checkColumn(
  name: string,
  { bytes, group, fields, compressors }: RowGroupParts,
  readers: ParquetPageReaders,
): void {
  const { element, children } = fields.find((field) => field.element.name === name) ?? {};
  if (element === undefined || children?.length !== 0 || element.repetition_type === 'REPEATED') {
    throw invalidFile(`parquet: ${name} is nested.`);
  }
  for (const { meta_data: chunk } of group.columns) {
    if (chunk?.path_in_schema[0] !== name) continue;
    const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const end = start + Number(chunk.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= bytes.length)) {
      throw invalidFile(`parquet: ${name} claims bytes ${start} to ${end} of ${bytes.length}.`);
    }
    const unpack = compressors[chunk.codec];
    if (unpack === undefined && chunk.codec !== 'UNCOMPRESSED') {
      throw invalidFile(`parquet: the compression ${chunk.codec} is not supported.`);
    }
    checkPages(
      {
        ...{ bytes: bytes.subarray(start, end), rows: Number(group.num_rows) },
        ...{ levels: Number(element.repetition_type !== 'REQUIRED'), isBoolean: chunk.type === 'BOOLEAN' },
        unpack: unpack ?? ((page) => page),
      },
      readers,
    );
  }
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const isExact = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isExact ? (bytes.buffer as ArrayBuffer) : bytes.slice().buffer;
}

function joined(parts: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return parts.flatMap((part) => Array.from(part));
}

/** The first line of the message of an error. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n', 1)[0]?.slice(0, 120).replace(/"/g, "'") ?? '';
}
