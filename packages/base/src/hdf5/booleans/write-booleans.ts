import { invalidFile } from '../../errors.js';
import { BOOLEAN_TYPE, PLACEHOLDER_FIELD, PLACEHOLDER_TYPE } from './boolean-type.js';
import type { ByteStore } from './byte-store.js';
import { lookup3 } from './lookup3.js';

/** The field begins here in its type. */
const FIELD_AT = 8;
const BLOCK_BYTES = 4 << 20;
/** Those of new groups and datasets have a few hundred bytes. */
const MOST_HEADER_BYTES = 2048;

/**
 * Makes the placeholders in a finished HDF5 file booleans: exchanges their types in the object headers, and renews the checksums.
 * @param name the file in messages. @param count how many placeholders were written. @param from where they begin: the length that
 * the file had before.
 * @throws unless exactly that many are found, each in an object header whose checksum is right.
 */
export async function writeBooleans(
  where: string,
  name: string,
  file: ByteStore,
  { count, from }: { readonly count: number; readonly from: number },
): Promise<void> {
  let places = await placeholders(file, from);
  // libhdf5 may reuse space in the middle of a file.
  if (places.length !== count && from > 0) places = await placeholders(file, 0);
  if (places.length !== count) {
    throw invalidFile(`${where}: expected ${count} booleans in ${name}; it has ${places.length}.`);
  }
  for (const place of places) await exchange(where, file, place);
}

async function placeholders(file: ByteStore, from: number): Promise<number[]> {
  const field = latin1(PLACEHOLDER_FIELD);
  const places: number[] = [];
  for (let start = from; start < file.size; start += BLOCK_BYTES - PLACEHOLDER_TYPE.length + 1) {
    const read = await file.read(start, BLOCK_BYTES);
    for (let at = indexOf(read, field, 0); at >= 0; at = indexOf(read, field, at + 1)) {
      const begin = at - FIELD_AT;
      if (begin >= 0 && startsWith(read.subarray(begin), PLACEHOLDER_TYPE)) places.push(start + begin);
    }
    if (start + read.length >= file.size) break;
  }
  return places;
}

async function exchange(where: string, file: ByteStore, place: number): Promise<void> {
  const start = Math.max(0, place - MOST_HEADER_BYTES);
  const bytes = await file.read(start, 2 * MOST_HEADER_BYTES);
  const at = place - start;
  const { begin, end } = headerAround(where, bytes, at);
  bytes.set(BOOLEAN_TYPE, at);
  viewOf(bytes).setUint32(end, lookup3(bytes.subarray(begin, end)), true);
  await file.write(start + begin, bytes.subarray(begin, end + 4));
}

/** The object header, or the continuation of one, around a position: from its signature to its checksum. */
function headerAround(where: string, bytes: Uint8Array, at: number): { begin: number; end: number } {
  const begin = Math.max(lastIndexOf(bytes, latin1('OHDR'), at), lastIndexOf(bytes, latin1('OCHK'), at));
  const isWhole = (end: number) =>
    end >= at + PLACEHOLDER_TYPE.length &&
    end + 4 <= bytes.length &&
    lookup3(bytes.subarray(begin, end)) === viewOf(bytes).getUint32(end, true);
  const ends = begin < 0 ? [] : possibleEnds(bytes, begin, at).filter(isWhole);
  const [end] = ends;
  if (end !== undefined && ends.length === 1) return { begin, end };
  throw invalidFile(`${where}: expected a boolean in an object header with a checksum; none is found.`);
}

/**
 * Where the checksum can be. An object header states its length; that of a continuation is stated elsewhere. HDF5 File Format
 * Specification 3.0, IV.A.1.b "Version 2 Data Object Header Prefix".
 */
function possibleEnds(bytes: Uint8Array, begin: number, at: number): number[] {
  const last = Math.min(bytes.length, begin + MOST_HEADER_BYTES);
  if (!startsWith(bytes.subarray(begin), latin1('OHDR'))) {
    const first = at + PLACEHOLDER_TYPE.length;
    return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  }
  const flags = bytes[begin + 5] ?? 0;
  const lengthAt = begin + 6 + (flags & 32 ? 16 : 0) + (flags & 16 ? 4 : 0);
  const lengthBytes = 1 << (flags & 3);
  if (lengthBytes > 4) return [];
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) length += (bytes[lengthAt + i] ?? 0) * 256 ** i;
  return [lengthAt + lengthBytes + length];
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const startsWith = (bytes: Uint8Array, wanted: Uint8Array) => wanted.every((byte, i) => bytes[i] === byte);

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes.subarray(at), wanted)) return at;
  }
  return -1;
}

function lastIndexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = from; at >= 0; at--) if (startsWith(bytes.subarray(at), wanted)) return at;
  return -1;
}
