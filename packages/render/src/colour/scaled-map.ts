import { checkPositive, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import {
  checkClip,
  checkKind,
  clipValues,
  type DisplayRange,
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

/** Values on their colour scale. */
export interface ScaledValues {
  readonly kind: MapKind;
  /** Positions: in [−1, 1] (signed) or [0, 1] (magnitude, minMax); all 0 for an all-zero map, and for a constant one with minMax. */
  readonly values: Float64Array;
  /** |v| / limit of each clipped value, in [0, 1]. */
  readonly strengths: Float64Array;
  /** The values at the two ends of the scale; equal if there is no scale. */
  readonly range: readonly [low: number, high: number];
}

/** A map on its colour scale. */
export interface ScaledMap extends ScaledValues {
  readonly width: number;
  readonly height: number;
}

/** Reads, clips and scales a map. Values below a positive lower percentile become 0, as in the notebooks of the paper. */
export function scaleMap(caller: string, map: NdArray, options: MapScaleOptions): ScaledMap {
  const { kind = 'signed', clip = [0.5, 99.5], limit } = options;
  checkKind(caller, kind);
  checkClip(caller, clip);
  checkLimit(caller, kind, limit);
  const { width, height, values } = readMap(caller, map, kind, options);
  return { width, height, ...scaleValues(values, { kind, clip, limit }) };
}

/** @throws unless the limit is positive, and the kind has one. */
export function checkLimit(caller: string, kind: MapKind, limit: number | undefined): void {
  if (limit === undefined) return;
  checkPositive(caller, 'limit', limit);
  if (kind !== 'minMax') return;
  throw invalidArgument(
    `${caller}: limit must be undefined with kind 'minMax', whose colours end at the smallest and the largest value; got ${limit}; ` +
      "leave it out, or use kind 'signed' or 'magnitude'.",
  );
}

/** Scales values that {@link readMap} read. */
export function scaleValues(
  values: Float64Array,
  options: { kind: MapKind; clip: readonly [number, number]; limit: number | undefined },
): ScaledValues {
  const { kind } = options;
  const bounds = boundsOf(values, options);
  const clipped = clipValues(values, bounds);
  const { limit, range } = bounds;
  const strengths = clipped.map((value) => (limit > 0 ? Math.abs(value) / limit : 0));
  const [from, to] = range;
  const position =
    kind === 'minMax'
      ? (value: number) => (to > from ? (value - from) / (to - from) : 0)
      : (value: number) => (limit > 0 ? value / limit : 0);
  return { kind, values: clipped.map(position), strengths, range };
}

function boundsOf(
  values: Float64Array,
  { kind, clip, limit }: Parameters<typeof scaleValues>[1],
): DisplayRange {
  if (limit !== undefined) {
    return { low: -limit, high: limit, limit, range: [kind === 'signed' ? -limit : 0, limit] };
  }
  const found = percentileRange(values, kind, clip);
  if (kind === 'minMax' || found.low || found.high) return found;
  // Percentiles that are both 0 would clip the whole map away (see displayRange).
  return { ...found, low: -found.limit, high: found.limit };
}
