import { invalidFile } from '@csm/base';

/**
 * The number of elements of a tensor.
 * @param where the beginning of the message, with the tensor's name.
 * @throws if a dimension is not a count, or if there are more elements than a number can count.
 */
export function elementCount(where: string, dims: readonly number[]): number {
  const isCount = dims.every((length) => Number.isSafeInteger(length) && length >= 0);
  const count = dims.reduce((product, length) => product * length, 1);
  if (isCount && count <= Number.MAX_SAFE_INTEGER) return count;
  throw invalidFile(
    `${where}: expected a shape of whole numbers that memory can hold; got [${dims.slice(0, 8).join(', ')}]; export the model again.`,
  );
}
