import { type ConceptVector, meanDifference, partialConcept } from '@csm/core';
import { logisticDirection, svmDirection } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** Examples of a concept whose label is correlated with another. */
export interface ConfoundedExamples {
  readonly name: string;
  readonly other: string;
  readonly latents: NdArray<Float32Array>;
  /** `[n]`, 0 or 1. */
  readonly labels: Readonly<Record<string, Uint8Array>>;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface Estimator {
  readonly name: string;
  readonly make: (examples: ConfoundedExamples) => ConceptVector | Promise<ConceptVector>;
}

const sides = ({ name, latents, labels }: ConfoundedExamples, among: readonly number[]) =>
  [1, 0].map((wanted) =>
    selectSamples(
      latents,
      among.filter((row) => labels[name]?.[row] === wanted),
    ),
  ) as [NdArray<Float32Array>, NdArray<Float32Array>];

const all = ({ latents }: ConfoundedExamples) => [...Array(latents.shape[0]).keys()];

/** As many examples with the label as without it, in each stratum of the other label: the labels are no longer correlated. */
function balanced({ name, other, labels, latents, seed }: ConfoundedExamples): number[] {
  const rows = shuffled([...Array(latents.shape[0]).keys()], seed);
  return [0, 1].flatMap((stratum) => {
    const cells = [0, 1].map((own) =>
      rows.filter((row) => labels[other]?.[row] === stratum && labels[name]?.[row] === own),
    );
    const count = Math.min(...cells.map(({ length }) => length));
    return cells.flatMap((cell) => cell.slice(0, count));
  });
}

/** By `partialConcept`. With one given label of two values, its two methods give the same vector; so the regression is given all. */
const partial = (method: 'strata' | 'regression') => (examples: ConfoundedExamples) => {
  const { name, other, latents, labels } = examples;
  const given = method === 'strata' ? [other] : Object.keys(labels).filter((label) => label !== name);
  const known = [name, ...given].map((label) => [label, Array.from(labels[label] ?? [], Boolean)]);
  const onWarning = () => {};
  return partialConcept(name, latents, Object.fromEntries(known), { of: name, given, method, onWarning });
};

/** Ways to make a concept vector, with and without knowledge of the other label. */
export const estimators: readonly Estimator[] = [
  { name: 'meanDifference', make: (e) => meanDifference(e.name, ...sides(e, all(e))) },
  { name: 'partialConcept, strata', make: partial('strata') },
  { name: 'partialConcept, regression on all labels', make: partial('regression') },
  {
    name: 'logisticDirection',
    make: (e) => logisticDirection(e.name, ...sides(e, all(e)), { signal: e.signal }),
  },
  { name: 'svmDirection', make: (e) => svmDirection(e.name, ...sides(e, all(e)), { signal: e.signal }) },
  {
    name: 'logisticDirection, balanced strata',
    make: (e) => logisticDirection(e.name, ...sides(e, balanced(e)), { signal: e.signal }),
  },
];
