import { expect, it } from 'vitest';
import { averagePrecision, ranked, shareOfFirst } from './ranking-measures.js';

it('measures rankings as scikit-learn does', () => {
  const ranking = ranked([0.1, 0.4, 0.35, 0.8], [0, 1, 2, 3]);
  expect(ranking).toEqual([3, 1, 2, 0]);
  // average_precision_score([0, 0, 1, 1], [.1, .4, .35, .8]) = 0.83, the example of its documentation.
  expect(averagePrecision(ranking, (gene) => gene >= 2)).toBeCloseTo(5 / 6, 12);
  expect(shareOfFirst(ranking, 2, (gene) => gene >= 2)).toBe(0.5);
  expect(ranked([1, 1, 2], [1, 0, 2])).toEqual([2, 1, 0]);
});
