import { smallest, spearman } from '@csm/base';
import type { SeedsOverlap } from '../certificate/seeds-answer.js';

/** The number of first genes that rankings are compared by. */
export const TOP = 20;

/** The places of the genes with the largest values, largest first; equal values keep the order of the genes. NaN comes last. */
export function firstGenes(values: ArrayLike<number>, count = TOP): number[] {
  const at = (gene: number) => {
    const value = values[gene] ?? Number.NaN;
    return Number.isNaN(value) ? -Infinity : value;
  };
  return Array.from({ length: values.length }, (_, gene) => gene)
    .sort((a, b) => at(b) - at(a) || a - b)
    .slice(0, count);
}

/** The place of each gene by descending value, from 1. */
export function placesOf(values: ArrayLike<number>): Uint32Array {
  const places = new Uint32Array(values.length);
  for (const [place, gene] of firstGenes(values, values.length).entries()) places[gene] = place + 1;
  return places;
}

/** How much rankings of the same genes agree; undefined for one. */
export function seedsOverlap(rankings: readonly ArrayLike<number>[], count = TOP): SeedsOverlap | undefined {
  const [one] = rankings;
  if (one === undefined || rankings.length < 2) return undefined;
  const top = Math.min(count, one.length);
  const sets = rankings.map((values) => new Set(firstGenes(values, top)));
  const pairs = rankings.flatMap((_, i) => rankings.slice(i + 1).map((_, j) => [i, i + 1 + j] as const));
  const shared = pairs.map(
    ([a, b]) => [...(sets[a] ?? [])].filter((gene) => sets[b]?.has(gene)).length / top,
  );
  const correlations = pairs.map(([a, b]) => spearman(rankings[a] ?? [], rankings[b] ?? []));
  return {
    top,
    overlap: smallest(shared),
    correlation: smallest(correlations),
    chance: top / one.length,
  };
}
