import type { MethodName } from '../session/settings.js';

/** How often the user found the real map of one concept and method. */
export interface Tally {
  /** Distinguishes concepts of the same name. */
  readonly conceptKey: string;
  readonly concept: string;
  readonly method: MethodName;
  readonly rounds: number;
  readonly hits: number;
}

/** The tallies with one more answer. */
export function withAnswer(
  tallies: readonly Tally[],
  played: Pick<Tally, 'conceptKey' | 'concept' | 'method'>,
  isHit: boolean,
): readonly Tally[] {
  const is = (tally: Tally) => tally.conceptKey === played.conceptKey && tally.method === played.method;
  const { rounds, hits } = tallies.find(is) ?? { rounds: 0, hits: 0 };
  const next = { ...played, rounds: rounds + 1, hits: hits + (isHit ? 1 : 0) };
  return tallies.some(is) ? tallies.map((tally) => (is(tally) ? next : tally)) : [...tallies, next];
}

/**
 * The p-value of a tally: the probability of at least so many hits by guessing among `choices` maps, which is the upper tail of the
 * binomial distribution, Σ_{k ≥ hits} C(n, k) p^k (1 − p)^(n − k) with p = 1 / choices.
 */
export function guessingProbability(
  { rounds, hits }: Pick<Tally, 'rounds' | 'hits'>,
  choices: number,
): number {
  // Each term of the sum from the one before.
  let term = (1 - 1 / choices) ** rounds;
  let tail = 0;
  for (let k = 0; k <= rounds; k++) {
    if (k >= hits) tail += term;
    term *= (rounds - k) / (k + 1) / (choices - 1);
  }
  return tail;
}
