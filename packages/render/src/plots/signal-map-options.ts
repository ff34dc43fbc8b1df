import { checkCount, checkList, checkOptions, invalidArgument } from '@csm/base';
import { checkClip, checkKind, type MapKind } from '../colour/display-range.js';
import { checkLimit } from '../colour/scaled-map.js';
import type { FlatMap } from './flat-map.js';

/** One signal of {@link SignalMapOptions} and its map. */
export interface SignalRow {
  readonly title?: string | undefined;
  /** The map: one value per sample, `[n]` or `[n, channels]`, such as `maps.pick(0)`. Channels are summed. */
  readonly map: FlatMap;
  /** The signal, with as many samples; one line per channel. Default: the map is drawn as the line. */
  readonly signal?: FlatMap | undefined;
  /** 1 for each sample that a black line under the colours marks, otherwise 0. */
  readonly marks?: FlatMap | undefined;
}

/** Options of `signalMap`. */
export interface SignalMapOptions {
  readonly title?: string | undefined;
  readonly rows: readonly SignalRow[];
  /** Default `'signed'`, as for `renderMap`. */
  readonly kind?: MapKind | undefined;
  /** Lower and upper percentile of the colours. Default `[0.5, 99.5]`, as for `renderMap`. */
  readonly clip?: readonly [lower: number, upper: number] | undefined;
  /** The value at the end of the colour scale. Default: one for each row, from its percentiles. Not for `kind: 'minMax'`. */
  readonly limit?: number | undefined;
  /** Time or position of the first sample, and the step between samples. Default `[0, 1]`. */
  readonly axis?: readonly [start: number, step: number] | undefined;
  /** The name of the axis of the samples, with its unit, such as `'time (s)'`. */
  readonly axisLabel?: string | undefined;
  /** The name of the quantity of the map, with its unit, which is written under the colour bars. Default `saliency`. */
  readonly unit?: string | undefined;
  /** Width of the lines in pixels, at least 160. Default 480. */
  readonly width?: number | undefined;
  /** Height of the lines in pixels, at least 24. Default 80. */
  readonly height?: number | undefined;
}

/** @throws unless the options are valid, except for the values. */
export function checkSignalMap(options: SignalMapOptions): void {
  const caller = 'signalMap';
  checkOptions(caller, options, {
    ...{ title: true, rows: true, kind: true, clip: true, limit: true, axis: true },
    ...{ axisLabel: true, unit: true, width: true, height: true },
  });
  const {
    rows,
    kind = 'signed',
    clip = [0.5, 99.5],
    limit,
    axis = [0, 1],
    width = 480,
    height = 80,
  } = options;
  checkList(caller, 'rows', rows);
  if (rows.length === 0) throw invalidArgument(`${caller}: rows must have at least one row; got none.`);
  for (const [i, row] of rows.entries()) {
    checkOptions(`${caller}: row ${i}`, row, { title: true, map: true, signal: true, marks: true });
  }
  checkKind(caller, kind);
  checkClip(caller, clip);
  checkLimit(caller, kind, limit);
  const [start, step] = axis;
  if (!Number.isFinite(start) || !(step > 0 && Number.isFinite(step))) {
    throw invalidArgument(`${caller}: axis must be [start, step] with a step above 0; got [${axis}].`);
  }
  checkCount(caller, 'width', width, { min: 160 });
  checkCount(caller, 'height', height, { min: 24 });
}
