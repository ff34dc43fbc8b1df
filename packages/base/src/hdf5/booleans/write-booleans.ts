import { type FileHandle, open } from 'node:fs/promises';
import { invalidFile } from '../../errors.js';
import { BOOLEAN_TYPE, PLACEHOLDER_FIELD, PLACEHOLDER_TYPE } from './boolean-type.js';
import { lookup3 } from './lookup3.js';

/** The field begins here in its type. */
const FIELD_AT = 8;
const BLOCK_BYTES = 4 << 20;
/** Those of new groups and datasets have a few hundred bytes. */
const MOST_HEADER_BYTES = 2048;

/**
 * Makes the placeholders in a finished HDF5 file booleans: exchanges their types in the object headers, and renews the checksums.
 * @param count how many placeholders were written. @param from where they begin: the length that the file had before.
 * @throws unless exactly so many are found, each in an object header whose checksum is right.
 */
export async function writeBooleans(
  where: string,
  path: string,
  { count, from }: { readonly count: number; readonly from: number },
): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    let places = await placeholders(file, from, size);
    // libhdf5 may reuse space in the middle of a file.
    if (places.length !== count && from > 0) places = await placeholders(file, 0, size);
    if (places.length !== count) {
      throw invalidFile(`${where}: expected ${count} booleans in ${path}; it has ${places.length}.`);
    }
    for (const place of places) await exchange(where, file, place);
  } finally {
    await file.close();
  }
}

async function placeholders(file: FileHandle, from: number, size: number): Promise<number[]> {
  const wanted = Buffer.from(PLACEHOLDER_TYPE);
  const block = Buffer.alloc(BLOCK_BYTES);
  const places: number[] = [];
  for (let start = from; start < size; start += BLOCK_BYTES - wanted.length + 1) {
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, start);
    const read = block.subarray(0, bytesRead);
    for (let at = read.indexOf(PLACEHOLDER_FIELD); at >= 0; at = read.indexOf(PLACEHOLDER_FIELD, at + 1)) {
      const begin = at - FIELD_AT;
      if (wanted.equals(read.subarray(Math.max(0, begin), begin + wanted.length))) places.push(start + begin);
    }
    if (start + bytesRead >= size) break;
  }
  return places;
}

async function exchange(where: string, file: FileHandle, place: number): Promise<void> {
  const start = Math.max(0, place - MOST_HEADER_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2 * MOST_HEADER_BYTES), 0, null, start);
  const bytes = buffer.subarray(0, bytesRead);
  const at = place - start;
  const { begin, end } = headerAround(where, bytes, at);
  bytes.set(BOOLEAN_TYPE, at);
  bytes.writeUInt32LE(lookup3(bytes.subarray(begin, end)), end);
  await file.write(bytes, begin, end + 4 - begin, start + begin);
}

/** The object header, or the continuation of one, around a position: from its signature to its checksum. */
function headerAround(where: string, bytes: Buffer, at: number): { begin: number; end: number } {
  const begin = Math.max(bytes.lastIndexOf('OHDR', at), bytes.lastIndexOf('OCHK', at));
  const isWhole = (end: number) =>
    end >= at + PLACEHOLDER_TYPE.length &&
    end + 4 <= bytes.length &&
    lookup3(bytes.subarray(begin, end)) === bytes.readUInt32LE(end);
  const ends = begin < 0 ? [] : possibleEnds(bytes, begin, at).filter(isWhole);
  const [end] = ends;
  if (end !== undefined && ends.length === 1) return { begin, end };
  throw invalidFile(`${where}: expected a boolean in an object header with a checksum; none is found.`);
}

/**
 * Where the checksum can be. An object header states its length; that of a continuation is stated elsewhere. HDF5 File Format
 * Specification 3.0, IV.A.1.b "Version 2 Data Object Header Prefix".
 */
function possibleEnds(bytes: Buffer, begin: number, at: number): number[] {
  const last = Math.min(bytes.length, begin + MOST_HEADER_BYTES);
  if (bytes.toString('latin1', begin, begin + 4) !== 'OHDR') {
    const first = at + PLACEHOLDER_TYPE.length;
    return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  }
  const flags = bytes[begin + 5] ?? 0;
  const lengthAt = begin + 6 + (flags & 32 ? 16 : 0) + (flags & 16 ? 4 : 0);
  const lengthBytes = 1 << (flags & 3);
  if (lengthBytes > 4) return [];
  return [lengthAt + lengthBytes + bytes.readUIntLE(lengthAt, lengthBytes)];
}
