import { expect, it } from 'vitest';
import { evenlySpaced } from './evenly-spaced.js';

it('evenlySpaced takes items at equal distances, or all', () => {
  expect(evenlySpaced([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
  expect(evenlySpaced([1, 2], 3)).toEqual([1, 2]);
});
