import type { Run } from '@csm/core/extend';
import { type MaskedMean, noiseShare } from './mask-sums.js';

/** If more of a map's variance than this is noise, there is a warning. */
const MOST_NOISE = 0.5;

/**
 * Warns if more than half of the variance of a map is due to the random masks.
 * @param drawn what was drawn at random, and how many. @param remedy what to do.
 */
export function warnOfNoise(
  caller: string,
  maps: readonly MaskedMean[],
  drawn: string,
  run: Run,
  remedy = 'take more of them, or fewer features',
): void {
  if (!maps.some((map) => noiseShare(map) > MOST_NOISE)) return;
  run.onWarning?.(`${caller}: with ${drawn}, more than half of the variance of a map is noise; ${remedy}.`);
}
