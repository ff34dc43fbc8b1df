import { checkOptions, contiguous } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { checkChoice, checkMaps, holdsNaN } from '../maps/check.js';
import { rowsOf, sumChannels } from '../maps/maps.js';
import { averagePrecision } from './average-precision.js';

/** Options of {@link localisation}. */
export interface LocalisationOptions {
  /**
   * What counts of a map, after channels are summed: `absolute` (default), the magnitude, for or against the concept;
   * `positive`, what speaks for it.
   */
  sign?: 'absolute' | 'positive' | undefined;
  /** Where to look, 1 and 0, in the masks' shape: for example the labelled spots of a tissue. Default everywhere. */
  within?: NdArray | undefined;
}

/** How well maps lie in masks, a number an input. */
export interface Localisation {
  /** Share of the map's mass in the mask: Σ inside / Σ all. A map without mass has 0. Null: `area`. */
  readonly mass: Float64Array;
  /** Pointing game: 1 where the largest value lies in the mask, else 0; of tied largest values the share. Null: `area`. */
  readonly pointing: Float64Array;
  /** Area under the ROC curve of the map's values as detector of the mask. Null: 0.5. */
  readonly auc: Float64Array;
  /** {@link averagePrecision} of the map's values as detector of the mask. Null: `area`. */
  readonly averagePrecision: Float64Array;
  /** Share of the pixels that the mask covers: what a map that knows nothing reaches. */
  readonly area: Float64Array;
}

/**
 * Localisation of maps: how much of each lies where the concept is known to show.
 *
 * The null that `area` gives is that of a map which knows nothing. A harder one is the same number for maps of random concepts,
 * and for the raw input, which may well show the region by itself: `evaluate` puts them beside it.
 *
 * Sources: share of mass, as relevance mass accuracy, Arras, Osman & Samek 2022 (arXiv 2003.07258); pointing game, Zhang et al. 2016
 * (arXiv 1608.00507), without its tolerance; ROC AUC, Mann & Whitney 1947.
 *
 * @param maps `[n, height, width, channels]` or any `[n, ...]`.
 * @param masks 1 inside and 0 outside: `[n, height, width]`, or one `[height, width]` for all.
 * @throws if a mask does not fit, or is empty or full where it is looked at; if a map holds NaN there.
 */
export function localisation(maps: NdArray, masks: NdArray, options: LocalisationOptions = {}): Localisation {
  const { sign = 'absolute', within } = options;
  checkOptions<LocalisationOptions>('localisation', options, { sign: true, within: true });
  checkMaps('localisation', maps);
  checkChoice('localisation', 'sign', sign, ['absolute', 'positive']);
  const pixels = sumChannels(maps);
  const inMask = selectors(pixels, masks, 'masks');
  const looked = within && selectors(pixels, within, 'within');
  const cases = rowsOf(pixels).map((row, i) => {
    const where = Array.from(row.keys()).filter((at) => looked === undefined || looked[i]![at]);
    const labels = Uint8Array.from(where, (at) => (inMask[i]![at] ? 1 : 0));
    const inside = labels.reduce((a, b) => a + b, 0);
    if (inside === 0 || inside === labels.length) {
      throw new Error(
        `localisation: mask ${i} covers ${inside} of ${labels.length} pixels; it must cover some and leave some.`,
      );
    }
    const values = Float64Array.from(where, (at) => (sign === 'absolute' ? Math.abs(row[at]!) : row[at]!));
    if (holdsNaN(values)) {
      throw new Error(
        `localisation: map ${i} holds NaN where it is looked at; leave such pixels out by within.`,
      );
    }
    return { values, labels, inside };
  });
  const each = (f: (one: (typeof cases)[number]) => number) => Float64Array.from(cases, f);
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
    area: each(({ labels, inside }) => inside / labels.length),
  };
}

function massInside({ values, labels }: { values: Float64Array; labels: Uint8Array }): number {
  let [inside, all] = [0, 0];
  values.forEach((value, i) => {
    const mass = Math.max(0, value);
    all += mass;
    if (labels[i] === 1) inside += mass;
  });
  return all === 0 ? 0 : inside / all;
}

function pointing({ values, labels }: { values: Float64Array; labels: Uint8Array }): number {
  const largest = values.reduce((a, b) => Math.max(a, b));
  const hits = labels.filter((_, i) => values[i] === largest);
  return hits.reduce((a, b) => a + b, 0) / hits.length;
}

/** Which pixels of each map a mask selects. */
function selectors(pixels: NdArray, masks: NdArray, what: string): boolean[][] {
  const [count, ...shape] = pixels.shape;
  const common = `${masks?.shape}` === `${shape}`;
  if (!common && `${masks?.shape}` !== `${pixels.shape}`) {
    throw new Error(
      `localisation: ${what} must have shape [${shape}] or [${pixels.shape}]; got [${masks?.shape}].`,
    );
  }
  const rows = common ? [contiguous(masks)] : rowsOf(masks);
  const each = rows.map((row) => Array.from(row, (value) => value !== 0));
  return Array.from({ length: count! }, (_, i) => each[common ? 0 : i]!);
}
