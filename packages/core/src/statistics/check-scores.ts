import { invalidArgument, shown } from '@csm/base';

/**
 * @param name what the caller calls the scores, such as `positives`.
 * @throws if there are no scores, or one is NaN or not a number.
 */
export function checkScores(caller: string, name: string, scores: ArrayLike<number>): void {
  if (!(scores?.length > 0))
    throw invalidArgument(`${caller}: expected at least one score in ${name}; got none.`);
  const bad = Array.from(scores).findIndex((score) => typeof score !== 'number' || Number.isNaN(score));
  if (bad === -1) return;
  throw invalidArgument(`${caller}: ${name} must be numbers; score ${bad} is ${shown(scores[bad])}.`);
}
