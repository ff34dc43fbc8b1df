import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File } from '@csm/base/hdf5';
import type { KerasWeight } from './keras-file.js';

/** A dataset as a weight, which is read later. */
export function kerasWeight(dataset: Hdf5Dataset, role: string | undefined): KerasWeight {
  return { path: dataset.path.replace(/^\//, ''), role, shape: dataset.shape ?? [], dataset };
}

/**
 * Reads the numbers of a weight.
 * @param where the beginning of messages: function and file.
 * @throws if they are not floating-point numbers or not finite.
 */
export async function readKerasWeight(
  where: string,
  file: Hdf5File,
  { path, dataset }: KerasWeight,
): Promise<Float32Array> {
  if (dataset.type !== 'float') {
    throw invalidFile(
      `${where}: expected numbers of type float32 or float64; "${path}" holds type ${typeOf(dataset)}; save the weights from a ` +
        'model in float32.',
    );
  }
  const values = await file.read(dataset);
  const numbers = values instanceof Float32Array ? values : Float32Array.from(values, Number);
  const invalid = numbers.find((number) => !Number.isFinite(number));
  if (invalid === undefined) return numbers;
  throw invalidFile(
    `${where}: expected finite weights; "${path}" holds ${invalid}, because the file is damaged or training diverged; copy ` +
      'the file again or train the model again.',
  );
}

const typeOf = ({ type, bytesPerValue }: Hdf5Dataset) =>
  type === 'integer' ? `int${8 * bytesPerValue}` : type;
