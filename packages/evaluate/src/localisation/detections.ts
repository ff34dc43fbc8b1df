import {
  CHANNEL_OPTIONS,
  checkNdarray,
  checkOneOf,
  checkOptions,
  contiguous,
  invalidArgument,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../maps/check-maps.js';
import { channelSums } from '../maps/sum-channels.js';
import { hasNaN } from '../statistics/has-nan.js';
import type { LocalisationOptions } from './localisation-options.js';

/**
 * The considered values of each map with the labels of its mask.
 * @throws if a mask does not fit, or covers none or all of the considered pixels; if a map holds NaN at one of these pixels; if an
 * option is unknown or out of range.
 */
export function detections(
  caller: string,
  maps: NdArray,
  masks: NdArray,
  options: LocalisationOptions,
): Detection[] {
  checkOptions<LocalisationOptions>(caller, options, { sign: true, within: true, ...CHANNEL_OPTIONS });
  const { sign = 'absolute', within } = options;
  checkMaps(caller, maps);
  checkOneOf(caller, 'sign', sign, ['absolute', 'positive']);
  const pixels = channelSums(caller, maps, options);
  const masked = maskRows(caller, pixels, masks, 'masks');
  const considered = within === undefined ? undefined : maskRows(caller, pixels, within, 'within');
  return Array.from(rows(pixels), (row, i) => {
    const values = sign === 'absolute' ? row.map(Math.abs) : row;
    return detection(caller, i, values, masked(i), considered?.(i));
  });
}

/** The considered values of one map as a detector of its mask. */
export interface Detection {
  readonly values: Float64Array;
  /** 1 inside the mask, 0 outside. */
  readonly labels: Uint8Array;
}

function detection(
  caller: string,
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
      `${caller}: mask ${i} covers ${inside} of ${labels.length} considered pixels; it must cover some of them but not all.`,
    );
  }
  const found = new Float64Array(those(values));
  if (hasNaN(found)) {
    throw invalidArgument(
      `${caller}: map ${i} holds NaN at a considered pixel; exclude such pixels with the option within.`,
    );
  }
  return { values: found, labels };
}

/**
 * A function that returns the mask of a map by the map's index; pixels other than 0 are inside. @throws unless the
 * masks have the shape of all maps or of one, and no NaN.
 */
function maskRows(
  caller: string,
  pixels: NdArray,
  masks: NdArray,
  what: string,
): (i: number) => Float32Array {
  checkNdarray(`${caller}, ${what}`, masks);
  const [, ...shape] = pixels.shape;
  const maskShape = masks.shape.join();
  if (maskShape === shape.join()) {
    const common = withoutNaN(caller, what, contiguous(masks));
    return () => common;
  }
  if (maskShape === pixels.shape.join()) {
    const each = Array.from(rows(masks), (mask) => withoutNaN(caller, what, mask));
    return (i) => each[i]!;
  }
  throw invalidArgument(
    `${caller}: ${what} must have shape [${shape.join(', ')}] or [${pixels.shape.join(', ')}]; got ` +
      `[${masks.shape.join(', ')}].`,
  );
}

/** @throws if a mask holds NaN, which is neither inside nor outside. */
function withoutNaN(caller: string, what: string, mask: Float32Array): Float32Array {
  if (!hasNaN(mask)) return mask;
  throw invalidArgument(
    `${caller}: ${what} must be 1 inside and 0 outside; got NaN; set unknown pixels to 0, and leave them out with the option within.`,
  );
}
