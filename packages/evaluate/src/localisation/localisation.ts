import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkNdarray,
  checkOneOf,
  checkOptions,
  contiguous,
  invalidArgument,
  mean,
  rows,
} from '@csm/base';
import { rocAuc } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../maps/check-maps.js';
import { channelSums } from '../maps/sum-channels.js';
import { hasNaN } from '../statistics/has-nan.js';
import { averagePrecision } from './average-precision.js';

/** Options of {@link localisation}. */
export interface LocalisationOptions extends ChannelOptions {
  /**
   * The part of a map that counts, after channels are summed. `absolute` (default): the magnitude, for or against the
   * concept. `positive`: only positive values, which are evidence for the concept.
   */
  readonly sign?: 'absolute' | 'positive' | undefined;
  /**
   * The pixels to consider (1, others 0), in the masks' shape: for example the labelled spots of a tissue. Default:
   * all.
   */
  readonly within?: NdArray | undefined;
}

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
  const caller = 'localisation';
  checkOptions<LocalisationOptions>(caller, options, { sign: true, within: true, ...CHANNEL_OPTIONS });
  const { sign = 'absolute', within } = options;
  checkMaps(caller, maps);
  checkOneOf(caller, 'sign', sign, ['absolute', 'positive']);
  const pixels = channelSums(caller, maps, options);
  const masked = maskRows(pixels, masks, 'masks');
  const considered = within === undefined ? undefined : maskRows(pixels, within, 'within');
  const detections = Array.from(rows(pixels), (row, i) => {
    const values = sign === 'absolute' ? row.map(Math.abs) : row;
    return detection(i, values, masked(i), considered?.(i));
  });
  const each = (measure: (one: Detection) => number) => Float64Array.from(detections, measure);
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

/** The considered values of one map as a detector of its mask. */
interface Detection {
  readonly values: Float64Array;
  /** 1 inside the mask, 0 outside. */
  readonly labels: Uint8Array;
}

function detection(
  i: number,
  values: Float32Array,
  mask: Float32Array,
  considered: Float32Array | undefined,
): Detection {
  const those = (row: Float32Array) => (considered ? row.filter((_, at) => considered[at] !== 0) : row);
  const labels = new Uint8Array(those(mask).map((value) => (value === 0 ? 0 : 1)));
  const inside = labels.reduce((sum, label) => sum + label, 0);
  if (inside === 0 || inside === labels.length) {
    throw invalidArgument(
      `localisation: mask ${i} covers ${inside} of ${labels.length} considered pixels; it must cover some of them but not all.`,
    );
  }
  const found = new Float64Array(those(values));
  if (hasNaN(found)) {
    throw invalidArgument(
      `localisation: map ${i} holds NaN at a considered pixel; exclude such pixels with the option within.`,
    );
  }
  return { values: found, labels };
}

function massInside({ values, labels }: Detection): number {
  let [inside, all] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const mass = Math.max(0, values[at]!);
    all += mass;
    if (labels[at] === 1) inside += mass;
  }
  return all === 0 ? 0 : inside / all;
}

function pointing({ values, labels }: Detection): number {
  const largest = values.reduce((a, b) => Math.max(a, b));
  return mean(labels.filter((_, i) => values[i] === largest));
}

/**
 * A function that returns the mask of a map by the map's index; pixels other than 0 are inside. @throws unless the
 * masks have the shape of all maps or of one.
 */
function maskRows(pixels: NdArray, masks: NdArray, what: string): (i: number) => Float32Array {
  checkNdarray(`localisation, ${what}`, masks);
  const [, ...shape] = pixels.shape;
  const maskShape = masks.shape.join();
  if (maskShape === shape.join()) {
    const common = contiguous(masks);
    return () => common;
  }
  if (maskShape === pixels.shape.join()) {
    const each = [...rows(masks)];
    return (i) => each[i]!;
  }
  throw invalidArgument(
    `localisation: ${what} must have shape [${shape.join(', ')}] or [${pixels.shape.join(', ')}]; got ` +
      `[${masks.shape.join(', ')}].`,
  );
}
