import type { NdArray } from 'ndarray';
import { topProbabilities } from '../similarity/top-overlap.js';
import { detections } from './detections.js';
import type { LocalisationOptions } from './localisation-options.js';

/**
 * Relevance rank accuracy: with K the number of pixels in the mask, the share of the map's K largest values that lie in it,
 * |top K ∩ mask| / K; one number per input. 1 is best. Null: the share of the pixels that the mask covers.
 *
 * If equal values compete for the last ranks, this is the expectation over breaking the ties at random, so that a map with many zeros
 * is not rewarded for the order of its pixels.
 *
 * Source: Arras, Osman & Samek 2022 (arXiv 2003.07258).
 *
 * @param maps `[n, height, width, channels]`, in another `layout` of pictures, or any `[n, ...]`.
 * @param masks 1 inside and 0 outside: `[n, height, width]`, or one `[height, width]` for all maps.
 * @throws as {@link localisation}.
 * @category Localisation
 */
export function relevanceRank(
  maps: NdArray,
  masks: NdArray,
  options: LocalisationOptions = {},
): Float64Array {
  return Float64Array.from(detections('relevanceRank', maps, masks, options), ({ values, labels }) => {
    const size = labels.reduce((sum, label) => sum + label, 0);
    const inTop = topProbabilities(values, size);
    return inTop.reduce((sum, probability, at) => sum + probability * labels[at]!, 0) / size;
  });
}
