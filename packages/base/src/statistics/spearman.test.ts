import { expect, it } from 'vitest';
import { spearman } from './spearman.js';

it('spearman is the correlation of ranks', () => {
  expect(spearman([1, 10, 100], [2, 3, 50])).toBe(1);
  // scipy.stats.spearmanr([1, 2, 2, 4], [4, 2, 3, 1])
  expect(spearman([1, 2, 2, 4], [4, 2, 3, 1])).toBeCloseTo(-0.9486832980505138, 14);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  expect(spearman([1, Number.NaN], [1, 2])).toBeNaN();
  expect(() => spearman([1], [])).toThrow('spearman: expected two lists of the same length');
});
