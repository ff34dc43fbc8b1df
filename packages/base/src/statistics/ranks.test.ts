import { expect, it } from 'vitest';
import { ranks } from './ranks.js';

it('ranks start at 1, and ties share the mean of their ranks', () => {
  expect([...ranks([10, 30, 20, 30])]).toEqual([1, 3.5, 2, 3.5]);
  expect([...ranks([0, -0, 0])]).toEqual([2, 2, 2]);
  expect([...ranks([Infinity, -Infinity, 0])]).toEqual([3, 1, 2]);
  expect([...ranks([])]).toEqual([]);
  expect([...ranks([1, Number.NaN])]).toEqual([NaN, NaN]);
});
