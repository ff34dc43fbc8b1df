import { invalidFile } from '../../errors.js';
import type { Library } from './library.js';
import type { Hdf5Field } from './messages.js';

/** The parts of h5wasm that write records. */
export type RecordsLibrary = Pick<Library, 'module'>;

/** A string in a record is a pointer; WebAssembly's have four bytes. */
const POINTER_BYTES = 4;

/**
 * Writes a dataset of records (a compound type): one value per field and row. Strings are of any length, as h5py writes them.
 * h5wasm's own function only writes strings of a fixed length, which anndata reads as ASCII.
 */
export function writeRecords(
  { module }: RecordsLibrary,
  file: bigint,
  path: string,
  fields: readonly Hdf5Field[],
): void {
  const { members, bytesPerRow } = membersOf(module, fields);
  const rows = fields[0]?.data.length ?? 0;
  const texts = fields.map(({ data }) => (ArrayBuffer.isView(data) ? undefined : textsOf(data)));
  const records = rows * bytesPerRow;
  const textBytes = texts.reduce((sum, text) => sum + (text?.bytes.length ?? 0), 0);
  const start = module._malloc(Math.max(1, records + textBytes));
  if (start === 0) throw invalidFile('worker: the memory limit is reached.');
  try {
    // The memory may have been replaced by _malloc, so it is looked up after it.
    const memory = new DataView(module.HEAPU8.buffer, start, records + textBytes);
    let textsAt = records;
    for (const [f, { data }] of fields.entries()) {
      const offset = members[f]?.offset ?? 0;
      const text = texts[f];
      for (let row = 0; row < rows; row++) {
        const at = row * bytesPerRow + offset;
        if (text) memory.setUint32(at, start + textsAt + (text.starts[row] ?? 0), true);
        else setNumber(memory, at, data as Numbers, row);
      }
      if (!text) continue;
      module.HEAPU8.set(text.bytes, start + textsAt);
      textsAt += text.bytes.length;
    }
    const compound = {
      ...number(module.H5T_class_t.H5T_COMPOUND.value, bytesPerRow),
      compound_type: { members, nmembers: members.length },
    };
    const metadata = { ...compound, shape: [BigInt(rows)], maxshape: null, chunks: null };
    module.create_dataset(file, path, BigInt(start), metadata as unknown as Metadata);
  } finally {
    module._free(start);
  }
}

type Metadata = Parameters<Library['module']['create_dataset']>[3];
type Numbers = Extract<Hdf5Field['data'], ArrayBufferView>;

const number = (type: number, size: number) => ({
  type,
  size,
  signed: true,
  littleEndian: true,
  vlen: false,
  cset: -1,
});

/** The fields one after another, without padding, as h5py lays them out. */
function membersOf({ H5T_class_t }: Library['module'], fields: readonly Hdf5Field[]) {
  let bytesPerRow = 0;
  const members = fields.map(({ name, data }) => {
    const isText = !ArrayBuffer.isView(data);
    const size = isText ? POINTER_BYTES : data.BYTES_PER_ELEMENT;
    const type = isText
      ? { ...number(H5T_class_t.H5T_STRING.value, size), vlen: true, cset: 1 }
      : number(
          data instanceof Int32Array ? H5T_class_t.H5T_INTEGER.value : H5T_class_t.H5T_FLOAT.value,
          size,
        );
    const member = { ...type, name, offset: bytesPerRow };
    bytesPerRow += size;
    return member;
  });
  return { members, bytesPerRow };
}

function setNumber(memory: DataView, at: number, data: Numbers, row: number): void {
  const value = data[row] ?? Number.NaN;
  if (data instanceof Float32Array) memory.setFloat32(at, value, true);
  else if (data instanceof Float64Array) memory.setFloat64(at, value, true);
  else memory.setInt32(at, value, true);
}

/** UTF-8 with a 0 after each string, and where each begins. */
function textsOf(strings: readonly string[]) {
  const starts = new Uint32Array(strings.length);
  const encoded = strings.map((string) => new TextEncoder().encode(`${string}\0`));
  let length = 0;
  for (const [i, text] of encoded.entries()) {
    starts[i] = length;
    length += text.length;
  }
  const bytes = new Uint8Array(length);
  for (const [i, text] of encoded.entries()) bytes.set(text, starts[i]);
  return { bytes, starts };
}
