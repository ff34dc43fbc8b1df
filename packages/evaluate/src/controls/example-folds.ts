import { keyedRandom, smallest } from '@csm/base';
import { shuffle } from 'simple-statistics';

/** Largest number of folds. */
const FOLDS = 5;

/** The fold of each example, positives and negatives; examples of one group are in the same fold. */
export interface ExampleFolds {
  readonly count: number;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/**
 * Distributes examples over folds so that each fold has positives and negatives, as far as groups allow.
 * @param positives the independent unit to which each positive belongs.
 */
export function exampleFolds(
  positives: readonly string[],
  negatives: readonly string[],
  seed: number,
): ExampleFolds {
  const random = keyedRandom('folds', seed);
  const count = Math.min(FOLDS, new Set(positives).size, new Set(negatives).size);
  const folds = new Map<string, number>();
  for (const side of [positives, negatives]) {
    // The folds that have fewest units of this side come first.
    const sizes = new Array<number>(count).fill(0);
    const units = [...new Set(side)];
    const add = (fold: number) => {
      sizes[fold] = (sizes[fold] ?? 0) + 1;
    };
    for (const unit of units) {
      const fold = folds.get(unit);
      if (fold !== undefined) add(fold);
    }
    for (const unit of shuffle(
      units.filter((one) => !folds.has(one)),
      random,
    )) {
      const fold = sizes.indexOf(smallest(sizes));
      folds.set(unit, fold);
      add(fold);
    }
  }
  const of = (side: readonly string[]) => side.map((unit) => folds.get(unit) ?? 0);
  return { count, positives: of(positives), negatives: of(negatives) };
}
