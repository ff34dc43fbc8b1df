import { gunzipSync, gzipSync } from 'node:zlib';
import seedrandom from 'seedrandom';

/** Draws random numbers: `below(n)` is a whole number from 0 to n − 1. */
interface Draw {
  readonly below: (count: number) => number;
}

type Mutation = (bytes: Buffer, draw: Draw) => Buffer;

const HTML = Buffer.from('<!DOCTYPE html><html><body>404 Not Found</body></html>\n');
/** Numbers at which readers err: signs, overflows, and values that are not numbers. */
const NUMBERS = [
  '0',
  '-1',
  '1e39',
  '4294967296',
  '99999999999999999999',
  '0.5',
  'NaN',
  '',
  '2147483647',
  '1e-320',
];
/** Names and texts at which readers err. */
const TEXTS = [
  '__proto__',
  'constructor',
  '"',
  '\\',
  ',',
  '\t',
  '\u0000',
  '{',
  ']',
  'null',
  '../x',
  '\n\n',
  'é',
];

/** A part of the bytes: at least one byte, at most 4096. */
function part(bytes: Buffer, { below }: Draw): [start: number, end: number] {
  const start = below(bytes.length);
  const length = 1 + below(Math.min(4096, bytes.length - start));
  return [start, start + length];
}

const replaced = (bytes: Buffer, start: number, end: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);

/** The places of numbers in a text. */
const numbersIn = (bytes: Buffer) => [...bytes.toString('latin1').matchAll(/-?\d+(\.\d+)?(e[+-]?\d+)?/g)];

const flippedBytes: Mutation = (bytes, { below }) => {
  const copy = Buffer.from(bytes);
  for (let left = 1 + below(8); left > 0; left--) copy[below(copy.length)] = below(256);
  return copy;
};

const flippedBit: Mutation = (bytes, { below }) => {
  const copy = Buffer.from(bytes);
  const at = below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
  return copy;
};

const zeroedBlock: Mutation = (bytes, draw) => {
  const copy = Buffer.from(bytes);
  return copy.fill(0, ...part(copy, draw));
};

const truncated: Mutation = (bytes, { below }) => bytes.subarray(0, below(bytes.length));

const removedBlock: Mutation = (bytes, draw) => replaced(bytes, ...part(bytes, draw), Buffer.alloc(0));

const duplicatedBlock: Mutation = (bytes, draw) => {
  const [start, end] = part(bytes, draw);
  const times = 1 + draw.below(draw.below(10) === 0 ? 1000 : 3);
  const copies = Buffer.concat(Array.from({ length: times }, () => bytes.subarray(start, end)));
  return replaced(bytes, end, end, copies.subarray(0, 2 ** 20));
};

const swappedBlocks: Mutation = (bytes, { below }) => {
  const [a, b, c] = [below(bytes.length), below(bytes.length), below(bytes.length)].sort((x, y) => x - y);
  return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
};

/** Overwrites two, four or eight bytes, at which a binary format may store a length. */
const changedLength: Mutation = (bytes, { below }) => {
  const field = Buffer.alloc(8);
  const lengths = [0n, 1n, 0x7fn, 0xffffn, 0x10000n, 0x7fffffffn, 0xffffffffn, 0x100000000n, 2n ** 64n - 1n];
  const length = lengths[below(lengths.length)] ?? 0n;
  if (below(2)) field.writeBigUInt64LE(length);
  else field.writeBigUInt64BE(length);
  const copy = Buffer.from(bytes);
  const width = [2, 4, 8][below(3)] ?? 4;
  const value = field[0] === 0 && field[7] !== 0 ? field.subarray(8 - width) : field.subarray(0, width);
  value.copy(copy, below(copy.length));
  return copy;
};

const splicedHtml: Mutation = (bytes, { below }) => {
  const at = below(3) === 0 ? 0 : below(bytes.length);
  return replaced(bytes, at, below(2) ? bytes.length : at, HTML);
};

const changedNumber: Mutation = (bytes, { below }) => {
  const found = numbersIn(bytes);
  const number = found[below(Math.max(1, found.length))];
  if (!number) return bytes.subarray(0, bytes.length >> 1);
  const by = NUMBERS[below(NUMBERS.length)] ?? '';
  return replaced(bytes, number.index, number.index + number[0].length, Buffer.from(by));
};

const splicedText: Mutation = (bytes, { below }) => {
  const at = below(bytes.length);
  return replaced(bytes, at, at + below(3), Buffer.from(TEXTS[below(TEXTS.length)] ?? ''));
};

const MUTATIONS: readonly Mutation[] = [
  flippedBytes,
  flippedBit,
  zeroedBlock,
  truncated,
  removedBlock,
  duplicatedBlock,
  swappedBlocks,
  changedLength,
  splicedHtml,
  changedNumber,
  splicedText,
];

/** Damages a file in one to three ways. The same seed and number give the same bytes. */
export function mutated(good: Uint8Array, seed: number, number: number): Buffer {
  const random = seedrandom(`${seed} ${number}`);
  const draw: Draw = { below: (count) => Math.floor(random() * count) };
  // Otherwise almost no damage would reach the content of gzipped files.
  const isUnpacked = good[0] === 0x1f && good[1] === 0x8b && draw.below(2) === 1;
  let bytes: Buffer = isUnpacked ? gunzipSync(good) : Buffer.from(good);
  for (let left = 1 + draw.below(3); left > 0 && bytes.length > 0; left--) {
    bytes = (MUTATIONS[draw.below(MUTATIONS.length)] ?? flippedBit)(bytes, draw);
  }
  return isUnpacked ? gzipSync(bytes) : bytes;
}

/** Which of the files is damaged. */
export function chosen<T>(files: readonly T[], seed: number, number: number): T {
  const file = files[Math.floor(seedrandom(`file ${seed} ${number}`)() * files.length)];
  if (file === undefined) throw new Error('fuzz: a reader must have at least one file.');
  return file;
}
