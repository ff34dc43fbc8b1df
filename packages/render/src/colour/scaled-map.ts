import type { NdArray } from 'ndarray';
import {
  checkClip,
  checkKind,
  type DisplayRangeOptions,
  type MapKind,
  rangeOf,
  readMap,
} from './display-range.js';

/** Options that decide how the values of a map become positions on a colour scale. */
export interface MapScaleOptions extends DisplayRangeOptions {
  /**
   * The value at the end of the colour scale, in the map's units; larger values are drawn as it. Give the same limit to
   * several maps to make their colours comparable. It takes the place of `clip`. Default: {@link displayRange} of the map.
   */
  readonly limit?: number;
}

/** A map on its colour scale: values in [−1, 1] (signed) or [0, 1] (magnitude), 0 for a map without range. */
export interface ScaledMap {
  readonly kind: MapKind;
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Reads, clips and scales a map. Below a positive lower percentile a value becomes 0, as in the reference. */
export function scaleMap(caller: string, map: NdArray, options: MapScaleOptions): ScaledMap {
  const { kind = 'signed', clip = [0.5, 99.5] } = options;
  checkKind(caller, kind);
  checkClip(caller, clip);
  if (options.limit !== undefined && !(options.limit > 0 && Number.isFinite(options.limit)))
    throw new RangeError(`${caller}: expected a limit above 0, got ${options.limit}`);
  const { width, height, values } = readMap(caller, map, kind);
  const found = options.limit === undefined ? rangeOf(values, clip) : undefined;
  const limit = options.limit ?? found!.limit;
  // Percentiles that are both 0 would clip the whole map away (see displayRange).
  const { low, high } = found && (found.low || found.high) ? found : { low: -limit, high: limit };
  for (const [i, value] of values.entries()) {
    const shown = value < low ? Math.min(low, 0) : Math.min(value, high);
    values[i] = limit > 0 ? shown / limit : 0;
  }
  return { kind, width, height, values };
}
