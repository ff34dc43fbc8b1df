import { invalidFile } from '../../base/src/errors.js';

/**
 * libH5Zlzf.so allocates as many bytes for unpacking a chunk as the packed chunk has, if the file does not state its size, and fails
 * if they are too few. h5py states no size for strings of variable length, so no AnnData file with lzf could be read.
 * https://github.com/HDFGroup/hdf5_plugins, LZF: `outbuf_size = *buf_size`. This makes it `*buf_size << 7`: lzf packs at
 * most 264 bytes into 3.
 */
export function patchLzf(library: Uint8Array): Uint8Array {
  // local.get 4, i32.load, local.set 1, end: *buf_size becomes outbuf_size. Before local.set: i32.const 7, i32.shl.
  const [load, set] = [
    [0x20, 0x04, 0x28, 0x02, 0x00],
    [0x21, 0x01, 0x0b],
  ] as const;
  const shift = [0x41, 0x07, 0x74];
  const at = indexOf(library, [...load, ...set]);
  const section = sectionAt(library, at);
  const body = bodyAt(library, section.start, at);
  if (indexOf(library.subarray(at + 1), [...load, ...set]) >= 0) throw unknownVersion();
  const patched = [
    ...library.subarray(0, section.sizeAt),
    ...uleb(section.size + shift.length),
    ...library.subarray(section.start, body.sizeAt),
    ...uleb(body.size + shift.length),
    ...library.subarray(body.start, at + load.length),
    ...shift,
    ...library.subarray(at + load.length),
  ];
  return Uint8Array.from(patched);
}

const unknownVersion = () =>
  invalidFile(
    'patchLzf: expected libH5Zlzf.so of h5wasm-plugins 0.2.1; its code differs; check whether it still needs the patch.',
  );

function indexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  return bytes.findIndex((_, i) => wanted.every((byte, k) => bytes[i + k] === byte));
}

/** A part of a WebAssembly module: where its size is stated, and where its content begins. */
interface Part {
  readonly sizeAt: number;
  readonly size: number;
  readonly start: number;
}

function partAt(bytes: Uint8Array, sizeAt: number): Part {
  let [size, start] = [0, sizeAt];
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[start++] ?? 0;
    size |= (byte & 127) << shift;
    if (byte < 128) return { sizeAt, size, start };
  }
}

/** The section that contains a position. The header of a module has 8 bytes, that of a section its number and size. */
function sectionAt(bytes: Uint8Array, position: number): Part {
  for (let at = 8; at < bytes.length; ) {
    const section = partAt(bytes, at + 1);
    at = section.start + section.size;
    if (position < at && position >= section.start) return section;
  }
  throw unknownVersion();
}

/** The function that contains a position. The code section begins with the number of functions. */
function bodyAt(bytes: Uint8Array, section: number, position: number): Part {
  for (let at = partAt(bytes, section).start; at < position; ) {
    const body = partAt(bytes, at);
    at = body.start + body.size;
    if (position < at) return body;
  }
  throw unknownVersion();
}

function uleb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...uleb(value >> 7)];
}
