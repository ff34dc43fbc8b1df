import type { NdArray } from 'ndarray';
import { type Detection, detections } from './detections.js';
import type { LocalisationOptions } from './localisation-options.js';

/**
 * Relevance mass accuracy: the share of a map's mass that lies in its mask, Σ_{p in mask} R_p / Σ_p R_p; one number per input. R_p is
 * the map's value at pixel p: |Σ m| over the channels by default, max(0, Σ m) with `sign: 'positive'`, Σ |m| with
 * `channels: 'sumOfMagnitudes'`. 1 is best; 0 for a map without mass. Null: the share of the pixels that the mask covers, `area` of
 * {@link localisation}, which returns the same number as `mass`.
 *
 * One large value outside the mask lowers it much; {@link relevanceRank} only counts ranks. Neither says that the encoder reads the
 * concept there, only that the map agrees with the mask.
 *
 * Source: Arras, Osman & Samek 2022 (arXiv 2003.07258), who pool channels in six ways; these are three of them.
 *
 * @param maps `[n, height, width, channels]`, in another `layout` of pictures, or any `[n, ...]`.
 * @param masks 1 inside and 0 outside: `[n, height, width]`, or one `[height, width]` for all maps.
 * @throws as {@link localisation}.
 * @category Localisation
 */
export function relevanceMass(
  maps: NdArray,
  masks: NdArray,
  options: LocalisationOptions = {},
): Float64Array {
  return Float64Array.from(detections('relevanceMass', maps, masks, options), massInside);
}

/** Σ inside / Σ all of the positive values; 0 if there are none. */
export function massInside({ values, labels }: Detection): number {
  let [inside, all] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const mass = Math.max(0, values[at]!);
    all += mass;
    if (labels[at] === 1) inside += mass;
  }
  return all === 0 ? 0 : inside / all;
}
