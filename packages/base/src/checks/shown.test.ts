import { expect, it } from 'vitest';
import { shown } from './shown.js';

it.each([
  [0.5, '0.5'],
  [Number.NaN, 'NaN'],
  [false, 'false'],
  ['left', '"left"'],
  ['x'.repeat(41), 'a string'],
  [[1], 'an array'],
  [undefined, 'undefined'],
])('shown: %o', (value, text) => {
  expect(shown(value)).toBe(text);
});
