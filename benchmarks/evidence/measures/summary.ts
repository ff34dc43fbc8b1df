import { average } from '../../../support/average.js';
import type { GroundName } from '../settings.js';
import type { GroundResult } from './ground-result.js';
import type { CaseResult, Compared } from './measure.js';

/** The null that a concept's maps are compared with. */
export type Null = 'isotropic' | 'permuted';

/** The measure that decides, of one case: mass over area of pictures, AUC of tissue. */
export function primaryOf({ mass, auc, averageAuc }: CaseResult): Compared {
  return averageAuc ? auc : mass;
}

/** The concept's measure minus the mean of the null's. */
export function beyondRandom({ concept, ...nulls }: Compared, by: Null): number {
  return concept - average(nulls[by]);
}

/** Names of the methods that a ground's results have, in their order. */
export function methodNames(results: readonly GroundResult[]): string[] {
  return [...new Set(results.flatMap(({ methods }) => methods.map(({ name }) => name)))];
}

/** The cases of a method on a ground with a seed; undefined if it was not run there. */
export function casesOf(result: GroundResult, method: string): readonly CaseResult[] | undefined {
  return result.methods.find(({ name }) => name === method)?.cases;
}

/** The primary measure beyond random of a method: the mean over concepts, for each seed. */
export function beyondBySeed(
  results: readonly GroundResult[],
  ground: GroundName,
  method: string,
  by: Null,
): number[] {
  return results
    .filter((one) => one.ground === ground)
    .flatMap((one) => {
      const cases = casesOf(one, method);
      return cases ? [average(cases.map((found) => beyondRandom(primaryOf(found), by)))] : [];
    });
}

/** What maps have to beat. */
export const reference = 'IG, zeros';

/** Whether a method's primary measure beyond random is above that of the reference, by both nulls, in the mean over seeds. */
export function beats(results: readonly GroundResult[], ground: GroundName, method: string): boolean {
  if (method === reference) return false;
  return (['permuted', 'isotropic'] as const).every(
    (by) =>
      average(beyondBySeed(results, ground, method, by)) >
      average(beyondBySeed(results, ground, reference, by)),
  );
}

/** Whether a method's maps of the concept themselves lie better than the reference's, whatever random vectors do. */
export function liesBetter(results: readonly GroundResult[], ground: GroundName, method: string): boolean {
  const own = (name: string) =>
    average(
      results
        .filter((one) => one.ground === ground)
        .flatMap((one) => casesOf(one, name) ?? [])
        .map((found) => primaryOf(found).concept),
    );
  return method !== reference && own(method) > own(reference);
}
