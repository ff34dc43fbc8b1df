import type { DrawnRanking } from './drawn-ranking.js';

/** The genes with the largest values above zero, largest first, and those with the smallest below zero, smallest last, as indices. */
export function topGenes(
  { attribution }: DrawnRanking,
  count: number,
): { positive: number[]; negative: number[] } {
  const value = (gene: number) => attribution[gene] ?? 0;
  const sorted = [...Array.from(attribution).keys()].sort((a, b) => value(b) - value(a) || a - b);
  return {
    positive: sorted.filter((gene) => value(gene) > 0).slice(0, count),
    negative: count > 0 ? sorted.filter((gene) => value(gene) < 0).slice(-count) : [],
  };
}
