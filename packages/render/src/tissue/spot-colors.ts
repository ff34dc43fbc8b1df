import { largest, smallest } from '@csm/base';
import { quantile } from 'd3-array';
import { colorTable, resolveColorMap, signedIndex, unitIndex } from '../colour/color-map.js';
import type { ColorBar } from '../plots/color-bar.js';
import type { SpotValues } from './spot-values.js';

/** The values at the ends of a colour scale. */
export type SpotRange = readonly [low: number, high: number];

/** The colours of the spots of a map, and their colour bar. */
export interface SpotColors {
  readonly colorOf: (value: number) => string;
  /** Undefined if all values are equal or 0, because there is no range to show. */
  readonly bar: ColorBar | undefined;
  readonly unit: string;
}

/** Assigns the colours of {@link SpotValues}. @param shared the range that several maps have in common. */
export function spotColors(map: SpotValues, shared?: SpotRange): SpotColors {
  const { kind = 'signed', unit = kind === 'counts' ? 'counts' : 'arbitrary units' } = map;
  const colorMap = resolveColorMap(
    'spotMap',
    map.colorMap ?? (kind === 'signed' ? 'blueWhiteRed' : 'viridis'),
  );
  const range = shared ?? spotRange(map);
  const [low, high] = range;
  const table = colorTable(colorMap);
  const indexOf = (value: number) => {
    if (!(high > low)) return kind === 'signed' ? signedIndex(0) : unitIndex(0);
    const clipped = Math.max(low, Math.min(high, value));
    return kind === 'signed' ? signedIndex(clipped / high) : unitIndex((clipped - low) / (high - low));
  };
  const colorOf = (value: number) => {
    const at = 3 * indexOf(value);
    return `#${[...table.subarray(at, at + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  };
  const bar = { colorMap, range, label: unit, wholeNumbers: kind === 'counts' };
  return { colorOf, bar: high > low ? bar : undefined, unit };
}

/** The values at the ends of the colour scale of a map: both 0 for an all-zero map without a limit. */
export function spotRange({ kind = 'signed', values, limit }: SpotValues): SpotRange {
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  if (kind === 'minMax') return known.length > 0 ? [smallest(known), largest(known)] : [0, 0];
  const shown = known.map((value) => (kind === 'signed' ? Math.abs(value) : Math.max(0, value)));
  const top = Math.max(0, largest(shown));
  const high = limit ?? (kind === 'counts' ? top : quantile(shown, 0.995) || top);
  return [kind === 'signed' ? -high : 0, high];
}

/** The ranges of maps that share one scale: the union of the ranges of all maps of the same kind. */
export function sharedRanges(maps: readonly SpotValues[]): (map: SpotValues) => SpotRange {
  const kindOf = ({ kind = 'signed' }: SpotValues) => kind;
  const ranges = new Map<string, SpotRange>();
  for (const map of maps) {
    const [low, high] = spotRange(map);
    const [lowest, highest] = ranges.get(kindOf(map)) ?? [low, high];
    ranges.set(kindOf(map), [Math.min(low, lowest), Math.max(high, highest)]);
  }
  return (map) => ranges.get(kindOf(map)) ?? spotRange(map);
}
