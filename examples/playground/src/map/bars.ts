import type { NdArray } from 'ndarray';
import { currentSession } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';

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
  const numbers = Array.from({ length: map.size }, (_, i) => flat(map, i));
  const shown = numbers.map((value) => (sign === 'absolute' ? Math.abs(value) : value));
  return shown
    .map((value, i) => ({ name: featureNames?.[i] ?? `feature ${i + 1}`, value }))
    .filter(({ value }) => value !== 0 && (sign !== 'positive' || value > 0))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, most);
}

/** The number at a place in row-major order. */
function flat(map: NdArray<Float32Array>, place: number): number {
  const at: number[] = [];
  for (let axis = map.dimension - 1, rest = place; axis >= 0; axis--) {
    at.unshift(rest % map.shape[axis]!);
    rest = Math.floor(rest / map.shape[axis]!);
  }
  return map.get(...at);
}
