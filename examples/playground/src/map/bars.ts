import type { NdArray } from 'ndarray';
import { currentSession } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { copied } from './copied.js';

/** A feature of a row, such as a gene, with its number in a map. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** The features with the largest magnitudes. */
export function largestBars(
  map: NdArray<Float32Array>,
  sign: MapSettings['sign'] = 'signed',
  most = 20,
): Bar[] {
  const { featureNames } = currentSession();
  const shown = Array.from(copied(map).data, (value) => (sign === 'absolute' ? Math.abs(value) : value));
  return shown
    .map((value, i) => ({ name: featureNames?.[i] ?? `feature ${i + 1}`, value }))
    .filter(({ value }) => value !== 0 && (sign !== 'positive' || value > 0))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, most);
}
