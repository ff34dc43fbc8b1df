import type { ChannelOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import { magnitudesOf } from './magnitudes.js';

/**
 * Sparseness: the Gini index of a map's magnitudes, one number per input. With the d magnitudes in ascending order, |m|₍₁₎ ≤ … ≤ |m|₍d₎:
 * G = Σ_k (2k − d − 1) |m|₍k₎ / (d Σ_k |m|₍k₎). 0 if all magnitudes are equal, 1 − 1/d if all but one are zero, NaN for a map of zeros. Null:
 * 0 for a constant map; √2 − 1 = 0.41 for independent normal noise, so 0.41 is not sparse.
 *
 * It says how concentrated a map is, not where or whether rightly: a single wrong pixel has the best value. The magnitudes are those of pixels
 * after the channels are summed; magnitudes of single channels are not compared.
 *
 * Sources: Chalasani et al. 2020 (arXiv 1810.06583) for maps; Hurley & Rickard 2009 (arXiv 0811.4706) for the index.
 *
 * @param maps `[n, height, width, channels]`, in another `layout` of pictures, or any `[n, ...]`.
 * @throws if a map holds NaN or infinity; if pictures look like channels first and no layout is given; if an option is invalid.
 * @category Complexity
 */
export function sparseness(maps: NdArray, options: ChannelOptions = {}): Float64Array {
  return Float64Array.from(magnitudesOf('sparseness', maps, options), gini);
}

function gini(magnitudes: Float64Array): number {
  const { length } = magnitudes;
  let [weighted, sum] = [0, 0];
  for (const [k, value] of magnitudes.toSorted().entries()) {
    weighted += (2 * k + 1 - length) * value;
    sum += value;
  }
  return weighted / (length * sum);
}
