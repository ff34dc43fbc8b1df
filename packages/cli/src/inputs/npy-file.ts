import { open, stat } from 'node:fs/promises';
import { invalidFile, LIKENESS_BYTES, unreadableFile } from '@csm/base';
import { readFully } from '@csm/base/node';

/** A `.npy` file whose rows are read one by one. */
export interface NpyFile {
  readonly shape: readonly number[];
  /** NumPy's name of the type, such as `<f4`. */
  readonly type: string;
  /** The numbers of some rows, one after another. */
  rows(wanted: readonly number[]): Promise<Float32Array>;
}

/** How NumPy's types are read. */
const TYPES: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '|b1': [1, (view, at) => view.getUint8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
};

/** Opens a `.npy` file by its header; see numpy.lib.format in NumPy's documentation. */
export async function openNpy(path: string): Promise<NpyFile> {
  const { header, dataAt } = await headerOf(path);
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const shape = /'shape':\s*\(([\d, ]*)\)/
    .exec(header)?.[1]
    ?.split(',')
    .flatMap((text) => text.trim() || []);
  const known = TYPES[type];
  if (shape === undefined || known === undefined) {
    throw invalidFile(
      `${path}: expected a .npy of numbers; its type is ${type || 'unknown'}; save it as float32: np.save(path, x.astype("float32")).`,
    );
  }
  if (/'fortran_order':\s*True/.test(header)) {
    throw invalidFile(
      `${path}: expected rows one after another; the array is in Fortran order; save np.ascontiguousarray(x).`,
    );
  }
  const [bytes, read] = known;
  const lengths = shape.map(Number);
  const [count = 0, ...sample] = lengths;
  const width = sample.reduce((a, b) => a * b, 1);
  const expected = dataAt + count * width * bytes;
  const { size } = await stat(path);
  if (lengths.length === 0 || size !== expected) {
    throw invalidFile(
      `${path}: expected ${expected} bytes for an array of shape [${lengths}]; it has ${size}; copy or save the file again.`,
    );
  }
  return {
    shape: lengths,
    type,
    rows: async (wanted) => {
      const result = new Float32Array(wanted.length * width);
      const file = await open(path);
      try {
        const rowBytes = width * bytes;
        const most = Math.max(1, Math.floor(MOST_READ / Math.max(1, rowBytes)));
        for (let i = 0; i < wanted.length; ) {
          const count = consecutive(wanted, i, most);
          const buffer = new Uint8Array(count * rowBytes);
          const start = dataAt + (wanted[i] ?? 0) * rowBytes;
          if ((await readFully(file, buffer, start)) < buffer.length) {
            throw invalidFile(
              `${path}: expected ${size} bytes; the file is shorter now; copy or save it again.`,
            );
          }
          const view = new DataView(buffer.buffer);
          for (let k = 0; k < count * width; k++) result[i * width + k] = read(view, k * bytes);
          i += count;
        }
      } finally {
        await file.close();
      }
      return result;
    },
  };
}

/** Bytes that are read at once. */
const MOST_READ = 4 * 2 ** 20;

/** How many rows from `start` are consecutive, at most `most`. */
function consecutive(rows: readonly number[], start: number, most: number): number {
  const first = rows[start] ?? 0;
  let count = 1;
  while (count < most && rows[start + count] === first + count) count++;
  return count;
}

async function headerOf(path: string): Promise<{ header: string; dataAt: number }> {
  const file = await open(path).catch((cause) => {
    throw unreadableFile(path, cause);
  });
  try {
    const start = Buffer.alloc(12);
    await readFully(file, start, 0);
    const isFirst = start[6] === 1;
    const length = isFirst ? start.readUInt16LE(8) : start.readUInt32LE(8);
    const headerAt = isFirst ? 10 : 12;
    if (length > 64 * LIKENESS_BYTES) {
      throw invalidFile(
        `${path}: expected the header of a .npy; it is damaged; copy or save the file again.`,
      );
    }
    const header = Buffer.alloc(length);
    await readFully(file, header, headerAt);
    return { header: header.toString('latin1'), dataAt: headerAt + length };
  } finally {
    await file.close();
  }
}
