import { checkSeed, checkWholeNumber } from '../../checks/checks.js';
import { randomStream } from '../../random-stream.js';

/**
 * A list in the random order of one epoch, for a stream of batches that {@link trainVae} is given: the same for the same
 * seed and epoch in every process, and another one each epoch. The list itself stays as it is.
 *
 * @throws RangeError if the seed is not a whole number from 0 to 2^32 − 1 or the epoch is below 1.
 */
export function epochOrder<T>(
  items: readonly T[],
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): T[] {
  checkSeed('epochOrder', seed);
  checkWholeNumber('epochOrder', 'epoch', epoch, 1);
  return Array.from(randomStream(seed, epoch).permutation(items.length), (index) => items[index]!);
}
