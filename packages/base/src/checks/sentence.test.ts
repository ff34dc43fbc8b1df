import { expect, it } from 'vitest';
import { sentence } from './sentence.js';

it.each([
  ['kernel missing', 'kernel missing.'],
  ['Done.', 'Done.'],
  ['cut off…\n', 'cut off….'],
  ['two\n  lines', 'two lines.'],
])('sentence(%j) is %j', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});
