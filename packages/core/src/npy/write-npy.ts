import { checkNdarray, checkPath, invalidArgument, shown } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import type { NdArray } from 'ndarray';
import { npyBytes } from './npy-format.js';

/**
 * Writes an ndarray, such as the maps or scores of an explanation, to a `.npy` file that `numpy.load` opens. The file is written
 * atomically, and missing folders are created. NumPy gets the same shape and type (float32, float64, integers of 8 to 64 bits)
 * for any strides; arrays of plain JavaScript numbers become float64.
 *
 * @throws if a value is not a number.
 * @category Save and load
 */
export async function writeNpy(path: string, array: NdArray): Promise<void> {
  checkPath('writeNpy', 'path', path, 'a file');
  checkNdarray('writeNpy, array', array);
  if (!ArrayBuffer.isView(array.data)) checkNumbers(array);
  await writeAtomically(path, npyBytes(array));
}

/** @throws unless all values of an array without a type are numbers. */
function checkNumbers({ data }: NdArray): void {
  for (let i = 0; i < data.length; i++) {
    const value: unknown = Array.isArray(data) ? data[i] : (data as { get(i: number): unknown }).get(i);
    if (typeof value === 'number') continue;
    throw invalidArgument(
      `writeNpy: array must hold numbers; value ${i + 1} of ${data.length} is ${shown(value)}.`,
    );
  }
}
