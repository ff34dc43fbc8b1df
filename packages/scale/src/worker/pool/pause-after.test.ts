import { expect, it } from 'vitest';
import { pauseAfter } from './pause-after.js';

it('is four times as long after each failure, and at most five minutes', () => {
  expect([1, 2, 3].map(pauseAfter)).toEqual([1000, 4000, 16_000]);
  // 4 ** 999 milliseconds are infinitely many, for which a timer fires at once.
  expect([6, 12, 1000].map(pauseAfter)).toEqual([300_000, 300_000, 300_000]);
});
