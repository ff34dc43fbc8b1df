import { open } from 'node:fs/promises';
import { invalidFile } from '@csm/base';
import { readFully } from '@csm/base/node';
import ndarray, { type NdArray } from 'ndarray';

/**
 * Reads some rows of a `.npy` file of float32 that {@link joinNpy} wrote, without the rest of the file.
 * @param shape of one row.
 */
export async function npyRows(
  path: string,
  start: number,
  count: number,
  shape: readonly number[],
): Promise<NdArray<Float32Array>> {
  const size = shape.reduce((a, b) => a * b, 1);
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(10);
    await readFully(handle, head, 0);
    const values = new Float32Array(count * size);
    const bytes = Buffer.from(values.buffer);
    const from = 10 + head.readUInt16LE(8) + start * size * 4;
    if ((await readFully(handle, bytes, from)) < bytes.length)
      throw invalidFile(`${path}: the file is cut off; delete the folder and run the command again.`);
    return ndarray(values, [count, ...shape]);
  } finally {
    await handle.close();
  }
}
