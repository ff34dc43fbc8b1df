import { checkCount, checkList, checkOptions, invalidArgument } from '@csm/base';
import { checkScores } from './check-scores.js';

/** Options of {@link shownExample}. */
export interface ShownExampleOptions {
  /** The examples that may be shown, as positions in the scores, such as those that have the concept. Default: all. */
  readonly among?: readonly number[] | undefined;
  /** 1 is the highest score. Default 3, as in the paper. */
  readonly rank?: number | undefined;
}

/**
 * Chooses the example that a figure shows: the one with the `rank`-th highest score. The paper shows, for each attribute, the
 * image with the third highest score among those that have the attribute. Of equal scores, the first comes first.
 *
 * Source: the published notebooks of Brocki & Chung 2019.
 *
 * @param scores one per example, such as a column of `conceptScores`.
 * @returns the example's position in the scores.
 * @throws if a score is NaN, an example has no score, or there are fewer examples than `rank`.
 *
 * @example
 * const face = shownExample(scores, { among: withGlasses });
 * @category Find a concept
 */
export function shownExample(scores: ArrayLike<number>, options: ShownExampleOptions = {}): number {
  const caller = 'shownExample';
  checkOptions(caller, options, { among: true, rank: true });
  checkScores(caller, 'scores', scores);
  const { among = Array.from(scores, (_, i) => i), rank = 3 } = options;
  checkList(caller, 'among', among);
  for (const [i, example] of among.entries()) {
    checkCount(caller, `among[${i}]`, example, { min: 0, max: scores.length - 1 });
  }
  checkCount(caller, 'rank', rank);
  const byScore = [...new Set(among)].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const chosen = byScore[rank - 1];
  if (chosen !== undefined) return chosen;
  throw invalidArgument(
    `${caller}: expected at least ${rank} examples for rank ${rank}; got ${byScore.length}; pass a lower rank or more examples.`,
  );
}
