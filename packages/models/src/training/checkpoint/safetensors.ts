import { invalidArgument, size } from '@csm/base';
import type { NamedTensor } from './training-checkpoint.js';

/**
 * Float32 tensors in the safetensors format (github.com/huggingface/safetensors): 8 bytes little-endian with the length of a
 * JSON header; the header (name to `dtype`, `shape`, `data_offsets`; strings under `__metadata__`); then the numbers. Python
 * reads such a file with `safetensors.numpy.load_file`.
 */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly NamedTensor[];
}

/** The position of a tensor's numbers, in bytes after the header. */
export interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The content of a header. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly places: readonly TensorPlace[];
  /** Number of bytes of all tensors. */
  readonly bytes: number;
}

/** Number of bytes at the beginning of the file that contain the header's length. */
export const LENGTH_BYTES = 8;
/** The maximum length of a header in this format. */
const MAX_HEADER_BYTES = 100_000_000;

/** Encodes a file as parts to be written one after another; the numbers are not copied. */
export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array[] {
  let at = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const start = at;
    at += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, at] }] as const;
  });
  checkDistinct(entries.map(([name]) => name));
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const bytes = new TextEncoder().encode(json);
  // Padded with spaces, so that the numbers begin at a multiple of 8.
  const header = new Uint8Array(LENGTH_BYTES + 8 * Math.ceil(bytes.length / 8)).fill(0x20);
  header.set(bytes, LENGTH_BYTES);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - LENGTH_BYTES), true);
  return [
    header,
    ...tensors.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
}

function checkDistinct(names: readonly string[]): void {
  const duplicate = names.find((name, i) => names.indexOf(name) < i);
  if (duplicate === undefined) return;
  throw invalidArgument(
    `encodeSafetensors: expected tensors with distinct names; "${duplicate}" is a duplicate.`,
  );
}

/** Length of the header in bytes; undefined if the first eight bytes cannot be those of a safetensors file. */
export function headerLength(first: Uint8Array): number | undefined {
  if (first.length < LENGTH_BYTES) return undefined;
  const length = new DataView(first.buffer, first.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  return length >= 2n && length <= MAX_HEADER_BYTES ? Number(length) : undefined;
}

/** Parses a header; undefined if it is invalid, or if its lengths, shapes and offsets contradict each other. */
export function parseHeader(header: Uint8Array): SafetensorsHeader | undefined {
  const json = parseJson(header);
  if (typeof json !== 'object' || json === null) return undefined;
  const { __metadata__: metadata = {}, ...entries } = json as Record<string, unknown>;
  const places: TensorPlace[] = [];
  let bytes = 0;
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (dtype !== 'F32' || !isShape(shape) || !Array.isArray(offsets)) return undefined;
    const [start, end]: unknown[] = offsets;
    const expectedEnd = bytes + 4 * size(shape);
    if (start !== bytes || end !== expectedEnd) return undefined;
    places.push({ name, shape, start: bytes, end: expectedEnd });
    bytes = expectedEnd;
  }
  return { metadata: metadata as Record<string, string>, places, bytes };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0);
}
