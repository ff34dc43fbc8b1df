import { mean } from '@csm/base';
import { entropy } from './columns.js';

/** Bins of equal width for each code, as in disentanglement_lib. */
const BINS = 20;

/**
 * The mutual information gap: for each factor, the difference between its two largest mutual informations with a code, as a share of the factor's
 * entropy; the mean over the factors. 1 if one code alone knows each factor.
 *
 * Source: Chen et al. 2018 (arXiv 1802.04942); the bins are those of Locatello et al. 2019 (arXiv 1811.12359).
 *
 * @param factors 0 or 1.
 */
export function mutualInformationGap(
  codes: readonly Float64Array[],
  factors: readonly Float64Array[],
): number {
  const binned = codes.map(bins);
  return mean(
    factors.map((factor) => {
      const informations = binned.map((code) => mutualInformation(code, factor)).sort((a, b) => b - a);
      const ones = factor.reduce((sum, value) => sum + value, 0);
      return ((informations[0] ?? 0) - (informations[1] ?? 0)) / entropy([ones, factor.length - ones]);
    }),
  );
}

function bins(code: Float64Array): Uint8Array {
  const [least, most] = [Math.min(...code), Math.max(...code)];
  return Uint8Array.from(code, (value) =>
    most > least ? Math.min(BINS - 1, Math.floor((BINS * (value - least)) / (most - least))) : 0,
  );
}

/** Mutual information of two discrete variables, in nats: H(a) + H(b) − H(a, b). */
export function mutualInformation(a: Uint8Array, b: ArrayLike<number>): number {
  const [ofA, ofB, both] = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  const count = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [i, value] of a.entries()) {
    count(ofA, value);
    count(ofB, b[i]!);
    count(both, value * 1000 + b[i]!);
  }
  return entropy([...ofA.values()]) + entropy([...ofB.values()]) - entropy([...both.values()]);
}
