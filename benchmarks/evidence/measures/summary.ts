import { average } from '../../../support/average.js';
import type { GroundName } from '../settings.js';
import type { GroundResult } from './ground-result.js';
import type { CaseResult, Compared } from './measure.js';

/** The null with which a concept's maps are compared. */
export type Null = 'isotropic' | 'permuted';

/** The primary measure of one case: mass over area for pictures, AUC for tissue. */
export function primaryOf({ mass, auc, averageAuc }: CaseResult): Compared {
  return averageAuc ? auc : mass;
}

/** The concept's measure minus the mean over the null's random vectors. */
function beyondRandom({ concept, ...nulls }: Compared, by: Null): number {
  return concept - average(nulls[by]);
}

/** The names of the methods in the results, in the same order. */
export function methodNames(results: readonly GroundResult[]): string[] {
  return [...new Set(results.flatMap(({ methods }) => methods.map(({ name }) => name)))];
}

/** The cases of a method on one ground with one seed; undefined if the method was not run there. */
export function casesOf(result: GroundResult, method: string): readonly CaseResult[] | undefined {
  return result.methods.find(({ name }) => name === method)?.cases;
}

/** A method's primary measure minus that of random vectors, averaged over concepts, for each seed. */
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

/** The method with which the others are compared. */
export const reference = 'IG, zeros';

/**
 * Whether a method's primary measure minus that of random vectors is larger than that of the reference, for both
 * nulls, averaged over seeds.
 */
export function beats(results: readonly GroundResult[], ground: GroundName, method: string): boolean {
  if (method === reference) return false;
  return (['permuted', 'isotropic'] as const).every(
    (by) =>
      average(beyondBySeed(results, ground, method, by)) >
      average(beyondBySeed(results, ground, reference, by)),
  );
}

/** Whether a method's primary measure itself is larger than that of the reference, regardless of random vectors. */
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
