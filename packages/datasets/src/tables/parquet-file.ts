import { open } from 'node:fs/promises';
import { invalidFile, unreadableFile } from '@csm/base';
import { readFully } from '@csm/base/node';
import type { FileMetaData, SchemaTree } from 'hyparquet';
import { checkLikeness } from '../files/check-likeness.js';
import { reasonOf } from './parquet-columns.js';

/** A Parquet file on disk, of which only the parts that are asked for are read. */
export interface ParquetFile {
  readonly path: string;
  readonly size: number;
  readonly rows: number;
  readonly metadata: FileMetaData;
  /** The root of the schema. */
  readonly schema: SchemaTree;
  /** The bytes from `start` to `end`. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A larger footer is a damaged one: that of a million row groups has 200 MB. */
const MOST_FOOTER_BYTES = 512 * 2 ** 20;

/** Most footers are shorter, so that one read is enough. */
const FIRST_BYTES = 64 * 2 ** 10;

/** Opens a Parquet file by its footer. @throws unless it is an undamaged one. @param where the beginning of messages. */
export async function openParquetFile(path: string, where: string): Promise<ParquetFile> {
  const at = `${where}: ${path}`;
  const { parquetMetadata, parquetSchema } = await import('hyparquet');
  const size = await sizeOf(path, at);
  const read = (start: number, end: number) => readRange(path, start, end, at);
  await checkMagic(at, read, size);
  let footer = await read(Math.max(0, size - FIRST_BYTES), size);
  const length = 8 + new DataView(footer.buffer).getUint32(footer.length - 8, true);
  if (length > Math.min(size, MOST_FOOTER_BYTES)) {
    throw damagedParquet(at, `a footer of ${length} bytes in a file of ${size}`);
  }
  if (length > footer.length) footer = await read(size - length, size);
  try {
    const metadata = parquetMetadata(footer, { geoparquet: false });
    const schema = parquetSchema(metadata);
    const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (metadata.row_groups.some(({ num_rows }) => num_rows < 0n) || rows !== Number(metadata.num_rows)) {
      throw invalidFile(`parquet: ${metadata.num_rows} rows, and ${rows} in its row groups.`);
    }
    return { path, size, rows, metadata, schema, read };
  } catch (cause) {
    throw damagedParquet(at, reasonOf(cause), cause);
  }
}

/** The error about a damaged file. */
export const damagedParquet = (at: string, reason: string, cause?: unknown): Error =>
  invalidFile(
    `${at}: expected an undamaged Parquet file; reading fails with "${reason}"; download or copy the file again.`,
    { cause },
  );

async function checkMagic(at: string, read: ParquetFile['read'], size: number): Promise<void> {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  const start = text(await read(0, Math.min(size, 512)));
  const end = text(await read(Math.max(0, size - 4), size));
  if (size >= 12 && start.startsWith('PAR1') && end === 'PAR1') return;
  checkLikeness(at, start, 'a Parquet file');
  const got = start.startsWith('PAR1') ? 'it is cut off' : 'it has another format';
  throw invalidFile(`${at}: expected a Parquet file; ${got}; download or copy the file again.`);
}

async function sizeOf(path: string, at: string): Promise<number> {
  const file = await opened(path, at);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function readRange(
  path: string,
  start: number,
  end: number,
  at: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await opened(path, at);
  try {
    const bytes = new Uint8Array(end - start);
    const length = await readFully(file, bytes, start);
    if (length < bytes.length) throw damagedParquet(at, `the file ends at byte ${start + length} of ${end}`);
    return bytes;
  } finally {
    await file.close();
  }
}

const opened = (path: string, at: string) =>
  open(path).catch((cause) => {
    throw unreadableFile(at, cause);
  });
