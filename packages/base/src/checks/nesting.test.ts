import { expect, it } from 'vitest';
import { nesting } from './nesting.js';

it.each([
  ['1', 0],
  ['[]', 1],
  ['{"a": [1, [2]], "b": {}}', 3],
  ['["[[[", "\\"{{{", "\\\\"]', 1],
  ['['.repeat(1e5) + ']'.repeat(1e5), 1e5],
])('%.40s', (json, depth) => {
  expect(nesting(json)).toBe(depth);
});
