import type { ChannelOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import { magnitudesOf } from './magnitudes.js';

/**
 * Complexity: the entropy of a map's fractional contributions, one number per input, in nats. With p_i = |m_i| / Σ_j |m_j|:
 * C = −Σ_i p_i ln p_i. 0 if all but one of the d magnitudes are zero, ln d if all are equal, NaN for a map of zeros; e^C is the effective
 * number of pixels. Null: ln d for a constant map; ln d − 0.28 for independent normal noise. Values are comparable only for maps of the
 * same size.
 *
 * A low value means a concentrated map, not a right one; {@link sparseness} asks the same and does not depend on the size.
 *
 * Source: Bhatt, Weller & Moura 2020 (arXiv 2005.00631).
 *
 * @param maps `[n, height, width, channels]`, in another `layout` of pictures, or any `[n, ...]`; channels of pictures are summed.
 * @throws if a map holds NaN or infinity; if pictures look like channels first and no layout is given; if an option is invalid.
 * @category Complexity
 */
export function complexity(maps: NdArray, options: ChannelOptions = {}): Float64Array {
  return Float64Array.from(magnitudesOf('complexity', maps, options), entropy);
}

/** −Σ p ln p of the shares p of a sum; NaN if the sum is 0. */
export function entropy(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += weights[at]!;
  if (sum === 0) return Number.NaN;
  let nats = 0;
  for (let at = 0; at < weights.length; at++) {
    const share = weights[at]! / sum;
    if (share > 0) nats -= share * Math.log(share);
  }
  return nats;
}
