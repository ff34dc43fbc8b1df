import { expect, it } from 'vitest';
import { size } from './size.js';

it('size is the product of the axes', () => {
  expect([size([2, 3, 4]), size([]), size([5, 0])]).toEqual([24, 1, 0]);
});
