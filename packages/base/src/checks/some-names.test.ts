import { expect, it } from 'vitest';
import { someNames } from './some-names.js';

it.each([
  [['a'], 'layer "a"'],
  [['a', 'b'], 'layers "a" and "b"'],
  [['a', 'b', 'c'], 'layers "a", "b" and "c"'],
  [['a', 'b', 'c', 'd'], '4 layers, such as "a", "b" and "c"'],
])('%s are written as %s', (names, text) => {
  expect(someNames('layer', names)).toBe(text);
});
