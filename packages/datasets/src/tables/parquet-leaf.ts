import { invalidFile } from '@csm/base';
import type { CompressionCodec, PageHeader, ParquetType, SchemaTree } from 'hyparquet';
import { nodeCompressors } from './node-compressors.js';
import { reasonOf } from './parquet-columns.js';
import { damagedParquet, type ParquetFile } from './parquet-file.js';
import { checkPages, readerOf } from './parquet-pages.js';

/** A column without lists, or a field of a struct, whose values are read page by page. */
export interface ParquetLeaf {
  /** The values of consecutive rows of the file; undefined for a missing value. Bytes of images are views of a page. */
  values(from: number, to: number): Promise<readonly unknown[]>;
}

/** Where the values of a row group are in the file. */
interface Chunk {
  readonly firstRow: number;
  readonly rows: number;
  readonly start: number;
  readonly end: number;
  readonly codec: CompressionCodec;
  readonly type: ParquetType;
}

/** Where the values of some rows of a row group are in the file, with the headers. */
interface Page {
  readonly firstRow: number;
  readonly rows: number;
  readonly start: number;
  readonly end: number;
}

interface Pages {
  readonly dictionary: readonly [start: number, end: number] | undefined;
  readonly pages: readonly Page[];
}

/** pandas writes pages of a thousand images. */
const MOST_PAGE_BYTES = 2 ** 29;

/** A chunk up to this size is read whole to find its pages, because that takes one read. */
const SMALL_CHUNK = 2 ** 20;

/** Statistics in a header may be as long as two values. */
const HEADER_BYTES = [512, 64 * 2 ** 10, 2 ** 20] as const;

/** Pages that remain decoded: those of neighbouring rows. */
const MOST_PAGES = 2;

/**
 * Opens a column of a Parquet file. Pages are checked by {@link checkPages} before they are decoded by hyparquet; two remain in memory.
 * @param path of the field, below the root of the schema.
 * @param isText whether bytes are text; otherwise they are returned as they are.
 * @param where the beginning of messages.
 * @throws if the footer claims bytes that the file does not have.
 */
export async function openParquetLeaf(
  file: ParquetFile,
  path: readonly string[],
  isText: boolean,
  where: string,
): Promise<ParquetLeaf> {
  const { getTreePath, getMaxDefinitionLevel } = await import('hyparquet/src/schema.js');
  const { parquetHeader, readColumn } = await import('hyparquet/src/column.js');
  const { readRleBitPackedHybrid } = await import('hyparquet/src/encoding.js');
  const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js');
  const at = `${where}: ${file.path}`;
  const compressors = await nodeCompressors();
  const schemaPath: SchemaTree[] = getTreePath(file.schema, [...path]);
  const element = schemaPath.at(-1)!.element;
  const levels = getMaxDefinitionLevel(schemaPath);
  const chunks = chunksOf(file, path, at);
  const orDamaged = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (cause) {
      const isOurs = cause instanceof Error && cause.message.startsWith(at);
      throw isOurs ? cause : damagedParquet(at, reasonOf(cause), cause);
    }
  };

  const headerAt = async (start: number, end: number): Promise<[header: PageHeader, bodyAt: number]> => {
    for (const [i, length] of HEADER_BYTES.entries()) {
      const reader = readerOf(await file.read(start, Math.min(end, start + length)));
      try {
        const header = parquetHeader(reader);
        return [header, start + reader.offset];
      } catch (error) {
        if (i === HEADER_BYTES.length - 1 || start + length >= end) throw error;
      }
    }
    throw invalidFile('parquet: the header of a page is too long.');
  };

  /** Reads the headers of all pages of a chunk. */
  const findPages = async (chunk: Chunk): Promise<Pages> => {
    const { start, end, rows } = chunk;
    const whole = end - start <= SMALL_CHUNK ? readerOf(await file.read(start, end)) : undefined;
    let dictionary: Pages['dictionary'];
    const pages: Page[] = [];
    let seen = 0;
    for (let offset = start; seen < rows && offset < end - 1; ) {
      let header: PageHeader;
      let bodyAt: number;
      if (whole) {
        whole.offset = offset - start;
        header = parquetHeader(whole);
        bodyAt = start + whole.offset;
      } else [header, bodyAt] = await headerAt(offset, end);
      const size = header.compressed_page_size;
      const unpacked = header.uncompressed_page_size;
      if (!(size >= 0 && unpacked >= 0 && bodyAt + size <= end)) {
        throw invalidFile(`parquet: a page claims ${size} bytes of ${end - bodyAt}.`);
      }
      if (Math.max(size, unpacked) > MOST_PAGE_BYTES) {
        throw invalidFile(
          `${at}: expected pages of at most ${MOST_PAGE_BYTES / 2 ** 20} MiB; one has ${Math.ceil(unpacked / 2 ** 20)} MiB; write the file ` +
            'with smaller row groups, such as row_group_size=100 in pandas.',
        );
      }
      const next = bodyAt + size;
      const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values;
      if (header.type === 'DICTIONARY_PAGE') dictionary = [offset, next];
      else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
        if (!(count !== undefined && count >= 0 && count <= rows - seen)) {
          throw invalidFile(`parquet: a page claims ${count} values; at most ${rows - seen} are left.`);
        }
        if (count > 0) pages.push({ firstRow: chunk.firstRow + seen, rows: count, start: offset, end: next });
        seen += count;
      }
      offset = next;
    }
    if (seen !== rows) throw invalidFile(`parquet: ${seen} of ${rows} values of ${path.join('.')}.`);
    return { dictionary, pages };
  };

  const decode = async (chunk: Chunk, page: Page, dictionary: Pages['dictionary']) => {
    const parts = [
      ...(dictionary ? [await file.read(...dictionary)] : []),
      await file.read(page.start, page.end),
    ];
    const bytes = joinedBytes(parts);
    const unpack = compressors[chunk.codec];
    if (unpack === undefined && chunk.codec !== 'UNCOMPRESSED') {
      throw invalidFile(
        `${at}: expected a compression that is read (snappy, zstd, gzip, brotli or none); the file has ${chunk.codec}; write it with snappy.`,
      );
    }
    checkPages(
      {
        ...{ bytes, rows: page.rows, levels, isBoolean: chunk.type === 'BOOLEAN' },
        unpack: unpack ?? ((packed) => packed),
      },
      { parquetHeader, readRleBitPackedHybrid },
    );
    const { data } = readColumn(
      readerOf(bytes),
      { groupStart: 0, groupRows: page.rows, selectStart: 0, selectEnd: page.rows },
      {
        ...{ pathInSchema: [...path], type: chunk.type, element, schemaPath, codec: chunk.codec },
        ...{ parsers: DEFAULT_PARSERS, compressors, utf8: isText },
      },
    );
    const values = data.flatMap((part) => Array.from(part as ArrayLike<unknown>, single));
    if (values.length !== page.rows) {
      throw invalidFile(`parquet: ${values.length} of ${page.rows} values of ${path.join('.')}.`);
    }
    return values;
  };

  // Neighbouring rows are in one chunk, and asked for at the same time, so promises are kept.
  let found: readonly [Chunk, Promise<Pages>] | undefined;
  const decoded = new Map<number, Promise<readonly unknown[]>>();
  const valuesOf = (chunk: Chunk, page: Page, dictionary: Pages['dictionary']) => {
    const kept = decoded.get(page.start);
    if (kept) return kept;
    const values = orDamaged(() => decode(chunk, page, dictionary));
    decoded.set(page.start, values);
    values.catch(() => decoded.delete(page.start));
    for (const first of decoded.keys()) {
      if (decoded.size <= MOST_PAGES) break;
      decoded.delete(first);
    }
    return values;
  };

  return {
    values: async (from, to) => {
      const result: unknown[] = [];
      for (let row = from; row < to; ) {
        const chunk = holder(chunks, row);
        if (found?.[0] !== chunk) {
          const pages = orDamaged(() => findPages(chunk));
          pages.catch(() => {
            found = undefined;
          });
          found = [chunk, pages];
        }
        const { pages, dictionary } = await found[1];
        const page = holder(pages, row);
        const values = await valuesOf(chunk, page, dictionary);
        const end = Math.min(to, page.firstRow + page.rows);
        for (; row < end; row++) result.push(values[row - page.firstRow]);
      }
      return result;
    },
  };
}

/** The chunks of a column, by row group. */
function chunksOf(file: ParquetFile, path: readonly string[], at: string): readonly Chunk[] {
  let firstRow = 0;
  const name = path.join('.');
  return file.metadata.row_groups.flatMap(({ columns, num_rows }) => {
    const rows = Number(num_rows);
    const meta = columns.find((column) => column.meta_data?.path_in_schema.join('.') === name)?.meta_data;
    if (rows === 0) return [];
    if (meta === undefined) throw damagedParquet(at, `a row group lacks ${name}`);
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 4 && end >= start && end <= file.size)) {
      throw damagedParquet(at, `${name} claims bytes ${start} to ${end} of ${file.size}`);
    }
    const chunk = { firstRow, rows, start, end, codec: meta.codec, type: meta.type };
    firstRow += rows;
    return [chunk];
  });
}

/** The chunk or page with a row, by bisection. */
function holder<Part extends { readonly firstRow: number }>(parts: readonly Part[], row: number): Part {
  let low = 0;
  for (let high = parts.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (parts[middle]!.firstRow <= row) low = middle;
    else high = middle - 1;
  }
  return parts[low]!;
}

/** hyparquet puts the values of a struct that may be missing into lists of one. */
function single(value: unknown): unknown {
  let inner = value;
  while (Array.isArray(inner)) [inner] = inner;
  return inner ?? undefined;
}

function joinedBytes(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
