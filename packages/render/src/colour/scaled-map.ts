import { checkPositive } from '@csm/base';
import type { NdArray } from 'ndarray';
import {
  checkClip,
  checkKind,
  type DisplayRangeOptions,
  type MapKind,
  percentileRange,
  readMap,
} from './display-range.js';

/** The options of `renderMap` that determine the position of each value of a map on the colour scale. */
export interface MapScaleOptions extends DisplayRangeOptions {
  /** The value at the end of the colour scale, in the units of the map. */
  readonly limit?: number | undefined;
}

/** A map on its colour scale: values in [−1, 1] (signed) or [0, 1] (magnitude); all 0 for an all-zero map. */
export interface ScaledMap {
  readonly kind: MapKind;
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Reads, clips and scales a map. Values below a positive lower percentile become 0, as in the reference implementation. */
export function scaleMap(caller: string, map: NdArray, options: MapScaleOptions): ScaledMap {
  const { kind = 'signed', clip = [0.5, 99.5] } = options;
  checkKind(caller, kind);
  checkClip(caller, clip);
  if (options.limit !== undefined) checkPositive(caller, 'limit', options.limit);
  const { width, height, values } = readMap(caller, map, kind, options);
  const { low, high, limit } = boundsOf(values, clip, options.limit);
  const scaled = values.map((value) => {
    const clipped = value < low ? Math.min(low, 0) : Math.min(value, high);
    return limit > 0 ? clipped / limit : 0;
  });
  return { kind, width, height, values: scaled };
}

function boundsOf(values: Float64Array, clip: readonly [number, number], limit: number | undefined) {
  if (limit !== undefined) return { low: -limit, high: limit, limit };
  const found = percentileRange(values, clip);
  // Percentiles that are both 0 would clip the whole map away (see displayRange).
  return found.low || found.high ? found : { low: -found.limit, high: found.limit, limit: found.limit };
}
