import { benjaminiHochberg } from '@csm/base';

/** Statistics in another order are rounded differently, so those with a relative difference up to this value count as equal. */
const ROUNDING = 1e-8;

/** p-values of all genes from the statistics of permuted labels. */
export interface PermutationPValues {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** Compares each gene's statistic with those of permuted labels, without keeping them. */
export interface PooledNull {
  /** Adds the statistics of all genes under one labelling. */
  add(statistics: Float64Array): void;
  /** @param isExact whether the labellings that were added are all there are, including the given one. */
  pValues(isExact: boolean): PermutationPValues;
}

/**
 * - p of a gene compares its statistic with the *same* gene's under the permuted labels: (1 + #) / (1 + B).
 * - q compares it with those of *all* genes under the permuted labels. With V(t) the mean number of genes whose statistic is at least t
 *   under a labelling, the given one included, and R(t) the number under the given labels, q = min over t ≤ own of V(t) / R(t). It is
 *   Benjamini & Hochberg's adjustment of the pooled p-values V(t) / genes.
 *
 * The given labelling counts as one of the B + 1. For a random labelling, a gene drawn at random then has a uniform pooled
 * p-value, however the genes are correlated, and q is never below 1 / (B + 1). If it were not counted, as in SAM, a concept without any
 * meaning could get q = 0, because the genes share few latent dimensions: if one of them has a large statistic, many have.
 *
 * The statistics must be on one scale for all genes, such as studentised ones.
 *
 * Sources: Phipson & Smyth 2010 (arXiv 1603.05766) for p; Tusher, Tibshirani & Chu 2001 (doi 10.1073/pnas.091062498) and Storey &
 * Tibshirani 2003 (doi 10.1073/pnas.1530509100) for pooling the genes.
 *
 * @param own at least 0; large values speak against the null hypothesis.
 */
export function pooledNull(own: Float64Array): PooledNull {
  const genes = own.length;
  const order = Array.from(own.keys()).sort((a, b) => own[a]! - own[b]!);
  const sorted = Float64Array.from(order, (g) => own[g]!);
  const [extreme, starts] = [new Float64Array(genes), new Float64Array(genes + 1)];
  let labellings = 0;
  return {
    add(statistics) {
      labellings++;
      for (let g = 0; g < genes; g++) {
        const value = statistics[g]! * (1 + ROUNDING);
        if (value >= own[g]!) extreme[g]!++;
        starts[countUpTo(sorted, value)]!++;
      }
    },
    pValues(isExact) {
      const given = isExact ? 0 : 1;
      const p = extreme.map((count) => (given + count) / (given + labellings));
      const pooled = new Float64Array(genes);
      let above = 0;
      for (let i = genes - 1; i >= 0; i--) {
        above += starts[i + 1]!;
        // All genes whose own statistic is at least this one, ties included.
        const reached = genes - countBelow(sorted, sorted[i]! / (1 + ROUNDING));
        pooled[order[i]!] = Math.min(1, (above + given * reached) / (given + labellings) / genes);
      }
      return { p, q: benjaminiHochberg(pooled) };
    },
  };
}

/** How many of the ascending numbers are at most the value. */
function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending numbers are below the value. */
function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
