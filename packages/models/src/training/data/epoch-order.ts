import { checkCount, checkRequiredOptions, checkSeed } from '@csm/base';
import { randomStream } from '../../random-stream.js';

/** Options of {@link epochOrder}. */
export interface EpochOrderOptions {
  /** Seed of the order, 0 to 2³² − 1. */
  readonly seed: number;
  /** The epoch, from 1. */
  readonly epoch: number;
}

/**
 * A copy of a list in the random order of one epoch, for the batches of a stream ({@link ImageStream}). The order is the same
 * in every process for the same seed and epoch, and differs from epoch to epoch.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for an invalid seed or epoch.
 * @category Train
 */
export function epochOrder<T>(items: readonly T[], options: EpochOrderOptions): T[] {
  checkRequiredOptions('epochOrder', options, { seed: true, epoch: true });
  const { seed, epoch } = options;
  checkSeed('epochOrder', seed);
  checkCount('epochOrder', 'epoch', epoch);
  return Array.from(randomStream(seed, epoch).permutation(items.length), (index) => items[index] as T);
}
