import { mean } from '@csm/base';
import { rocAuc } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { averagePrecision } from './average-precision.js';
import { type Detection, detections } from './detections.js';
import type { LocalisationOptions } from './localisation-options.js';
import { massInside } from './relevance-mass.js';

/** Measures of how much of each map is inside its mask; one number per input. */
export interface Localisation {
  /** Share of the map's mass in the mask: Σ inside / Σ all. 0 for a map without mass. Null: `area`. */
  readonly mass: Float64Array;
  /**
   * Pointing game: 1 if the largest value is inside the mask, else 0; if several values tie for the largest, the
   * share of them that is inside. Null: `area`.
   */
  readonly pointing: Float64Array;
  /** Area under the ROC curve of the map's values as a detector of the mask. Null: 0.5. */
  readonly auc: Float64Array;
  /** {@link averagePrecision} of the map's values as a detector of the mask. Null: `area`. */
  readonly averagePrecision: Float64Array;
  /** Share of the considered pixels that the mask covers, which is the value that an uninformative map reaches. */
  readonly area: Float64Array;
}

/**
 * Localisation of maps: how much of each map is inside the known region of the concept.
 *
 * `area` is the null of an uninformative map. A harder null is the same number for maps of random concepts and for
 * the raw input, which may well show the region on its own: `evaluate` reports all of them.
 *
 * Sources: share of mass, as relevance mass accuracy, Arras, Osman & Samek 2022 (arXiv 2003.07258); pointing game, Zhang et al. 2016
 * (arXiv 1608.00507), without its tolerance; ROC AUC, Mann & Whitney 1947.
 *
 * @param maps `[n, height, width, channels]`, in another `layout` of pictures, or any `[n, ...]`.
 * @param masks 1 inside and 0 outside: `[n, height, width]`, or one `[height, width]` for all maps.
 * @throws if a mask does not fit, or covers none or all of the considered pixels; if a map holds NaN at one of these
 * pixels; if an option is unknown or out of range.
 * @category Localisation
 */
export function localisation(maps: NdArray, masks: NdArray, options: LocalisationOptions = {}): Localisation {
  const found = detections('localisation', maps, masks, options);
  const each = (measure: (one: Detection) => number) => Float64Array.from(found, measure);
  return {
    mass: each(massInside),
    pointing: each(pointing),
    auc: each(({ values, labels }) =>
      rocAuc(
        values.filter((_, i) => labels[i] === 1),
        values.filter((_, i) => labels[i] === 0),
      ),
    ),
    averagePrecision: each(({ values, labels }) => averagePrecision(values, labels)),
    area: each(({ labels }) => mean(labels)),
  };
}

function pointing({ values, labels }: Detection): number {
  const largest = values.reduce((a, b) => Math.max(a, b));
  return mean(labels.filter((_, i) => values[i] === largest));
}
