import { expect, it } from 'vitest';
import { taskRanges } from './task-ranges.js';

it('writes task numbers as parseTasks reads them', () => {
  expect(taskRanges([])).toBe('');
  expect(taskRanges([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
  expect(taskRanges([1, 3, 5], 2)).toBe('1,3,…');
});
