import { keyedRandom } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { normalRandom } from '../normal-random.js';

export const FEATURES = 80;

/** Dimensions of the noise that all features share. */
const FACTORS = 6;
const FACTOR_NOISE = 0.02;
const OWN_NOISE = 0.05;

/** The causes of the values of a table; the last one is too weak to be learnt. */
export const causeNames = ['cause 1', 'cause 2', 'cause 3', 'cause 4', 'cause 5', 'weak cause'] as const;
export type Cause = (typeof causeNames)[number];

/** By how much a cause raises each of its features. */
const RISE: Readonly<Record<Cause, number>> = {
  'cause 1': 0.35,
  'cause 2': 0.3,
  'cause 3': 0.25,
  'cause 4': 0.2,
  'cause 5': 0.2,
  'weak cause': 0.01,
};

/** How values arise: the features of each cause, and the noise that features share. The same for all rows of a seed. */
export interface TableModel {
  readonly seed: number;
  /** 3 to 8 features for each cause; no feature has two causes. */
  readonly features: Readonly<Record<Cause, readonly number[]>>;
  /** `[FEATURES][FACTORS]`. */
  readonly loadings: readonly (readonly number[])[];
}

export interface TableRows {
  /** `[n, FEATURES]` in [0, 1]. */
  readonly images: NdArray<Float32Array>;
  /** `[n]` for each cause, 0 or 1, and for a label without effect. */
  readonly labels: Readonly<Record<string, Uint8Array>>;
}

/** A label that changes no feature. */
export const RANDOM = 'random';

export function tableModel(seed: number): TableModel {
  const random = keyedRandom('table', seed);
  const left = Array.from({ length: FEATURES }, (_, feature) => ({ feature, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ feature }) => feature);
  const features = causeNames.map((name) => [
    name,
    left.splice(0, 3 + Math.floor(6 * random())).sort((a, b) => a - b),
  ]);
  const normal = normalRandom(random);
  const loadings = left
    .concat(features.flatMap(([, own]) => own as number[]))
    .map(() => Array.from({ length: FACTORS }, normal));
  return { seed, features: Object.fromEntries(features), loadings };
}

/**
 * Draws rows at random: x = 0.4 + the rises of the causes that are present (each with probability ½) + six shared factors
 * of noise + noise of each feature's own, cut to [0, 1].
 * @param part the name of the set: sets of different names have no row in common.
 */
export function tableRows({ seed, features, loadings }: TableModel, part: string, count: number): TableRows {
  const values = new Float32Array(count * FEATURES);
  const names = [...causeNames, RANDOM];
  const labels = Object.fromEntries(names.map((name) => [name, new Uint8Array(count)]));
  for (let row = 0; row < count; row++) {
    const random = keyedRandom('table row', part, seed, row);
    for (const name of names) labels[name]![row] = random() < 0.5 ? 1 : 0;
    const rise = new Float64Array(FEATURES);
    for (const cause of causeNames) {
      if (labels[cause]![row]) for (const feature of features[cause]) rise[feature]! += RISE[cause];
    }
    const normal = normalRandom(random);
    const factors = Array.from({ length: FACTORS }, normal);
    for (let feature = 0; feature < FEATURES; feature++) {
      const shared = loadings[feature]!.reduce((sum, loading, k) => sum + loading * factors[k]!, 0);
      const value = 0.4 + rise[feature]! + FACTOR_NOISE * shared + OWN_NOISE * normal();
      values[row * FEATURES + feature] = Math.min(1, Math.max(0, value));
    }
  }
  return { images: ndarray(values, [count, FEATURES]), labels };
}

/** The features of a cause, `[FEATURES]`. */
export function maskOfCause({ features }: TableModel, name: string): NdArray<Uint8Array> {
  const own: readonly number[] = causeNames.some((cause) => cause === name) ? features[name as Cause] : [];
  return ndarray(
    Uint8Array.from({ length: FEATURES }, (_, feature) => Number(own.includes(feature))),
    [FEATURES],
  );
}
