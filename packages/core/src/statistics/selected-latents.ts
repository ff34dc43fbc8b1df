import { checkList, contiguous, invalidArgument, shown } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';

/**
 * Copies some rows of a set of latents.
 * @param latents `[n, latentSize]`.
 * @throws if no rows are selected, or a row does not exist.
 */
export function selectedLatents(
  caller: string,
  latents: NdArray,
  selected: readonly number[],
): NdArray<Float32Array> {
  const { count, latentSize } = checkLatents(caller, 'latents', latents);
  checkList(caller, 'the examples', selected);
  if (selected.length === 0)
    throw invalidArgument(`${caller}: expected the row of at least one example; got none.`);
  const values = contiguous(latents);
  const copy = new Float32Array(selected.length * latentSize);
  for (const [i, row] of selected.entries()) {
    if (!Number.isInteger(row) || row < 0 || row >= count) {
      throw invalidArgument(
        `${caller}: an example must be a row of the latents, from 0 to ${count - 1}; got ${shown(row)}.`,
      );
    }
    copy.set(values.subarray(row * latentSize, (row + 1) * latentSize), i * latentSize);
  }
  return ndarray(copy, [selected.length, latentSize]);
}
