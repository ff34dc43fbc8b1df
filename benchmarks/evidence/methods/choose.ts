import { average } from '../../../support/average.js';
import type { GroundResult } from '../measures/ground-result.js';
import { beyondBySeed } from '../measures/summary.js';
import { type GroundName, groundNames } from '../settings.js';
import type { Method } from './candidates.js';

/** A variant and its rank within its family, on each ground and on average; 1 is best. */
export interface Ranked {
  readonly method: Method;
  readonly beyond: Readonly<Partial<Record<GroundName, number>>>;
  readonly ranks: Readonly<Partial<Record<GroundName, number>>>;
  readonly meanRank: number;
}

/**
 * The variants of each family in the order of their mean rank over the grounds, by the primary measure minus that of permuted
 * labels, on the choice seeds. The first variant is chosen.
 */
export function rankFamilies(
  methods: readonly Method[],
  results: readonly GroundResult[],
): Map<string, Ranked[]> {
  const families = new Map<string, Method[]>();
  for (const method of methods) families.set(method.family, [...(families.get(method.family) ?? []), method]);
  const grounds = groundNames.filter((name) => results.some(({ ground }) => ground === name));
  return new Map(
    [...families].map(([family, variants]) => {
      const beyond = variants.map((method) =>
        grounds.map((ground) => average(beyondBySeed(results, ground, method.name, 'permuted'))),
      );
      const ranked = variants.map((method, i): Ranked => {
        const ranks = grounds.map((_, g) => 1 + beyond.filter((other) => other[g]! > beyond[i]![g]!).length);
        const named = (values: readonly number[]) =>
          Object.fromEntries(grounds.map((ground, g) => [ground, values[g]!]));
        return { method, beyond: named(beyond[i]!), ranks: named(ranks), meanRank: average(ranks) };
      });
      return [family, ranked.sort((a, b) => a.meanRank - b.meanRank)];
    }),
  );
}
