import { join } from 'node:path';
import { contiguous } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { readNpy } from '@csm/core/node';

/** The numbers begin at a multiple of this many bytes. */
const ALIGNMENT = 8;

/**
 * Joins `.npy` files of float32 along their first axis into one, of which only one part is in memory at a time. The file is written
 * atomically.
 * @param paths the parts, in their order.
 * @param shape that of the whole.
 */
export async function joinNpy(
  path: string,
  paths: readonly string[],
  shape: readonly number[],
): Promise<void> {
  async function* parts() {
    yield npyHeader(shape);
    for (const part of paths) {
      const values = contiguous(await readNpy(part));
      yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    }
  }
  await writeAtomically(path, parts());
}

/** The path of a part: zero-padded, so that a list of the files is in order. */
export const partPath = (folder: string, first: number): string =>
  join(folder, `${String(first).padStart(8, '0')}.npy`);

/** The header of a `.npy` file of float32 numbers in row-major order, with the bytes that `writeNpy` writes. */
function npyHeader(shape: readonly number[]): Uint8Array {
  const lengths = `${shape.join(',')}${shape.length === 1 ? ',' : ''}`;
  const text = `{'descr':'<f4','fortran_order':False,'shape':(${lengths})}`;
  const end = 10 + text.length;
  const size = end + ALIGNMENT - ((end + 1) % ALIGNMENT) + 1;
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, size - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[size - 1] = 0x0a;
  return bytes;
}
