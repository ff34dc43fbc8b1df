import { conceptsToJson, conceptVector } from '@csm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseVector } from './parse-vector.js';

it.each([
  ['1, -2.5, 3e-2'],
  ['1\n-2.5\n0.03\n'],
  ['1;-2.5;0.03'],
  ['1\t-2.5\t.03'],
  ['[1, -2.5, 0.03]'],
  ['[[1], [-2.5], [0.03]]'],
  ['[ 1.   -2.5  \n  0.03]'], // as NumPy prints it
  ['{"vector": [1, -2.5, 0.03]}'],
])('reads the numbers of %j', (text) => {
  expect(parseVector(text, 3)).toEqual({ vector: [1, -2.5, 0.03] });
});

it('reads what the library writes, with its name', () => {
  const float32 = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0); // JSON has no −0
  const vectors = fc.array(float32, { minLength: 1 }).filter((values) => values.some((value) => value !== 0));
  fc.assert(
    fc.property(vectors, fc.string(), (values, name) => {
      const read = parseVector(conceptsToJson([conceptVector(name, values)]), values.length);
      expect(read.name).toBe(name);
      expect(Float32Array.from(read.vector)).toEqual(Float32Array.from(values));
    }),
  );
});

it.each([
  ['', 'Paste a vector first: 3 numbers.'],
  ['1 2', 'The vector must have 3 numbers, one per latent dimension; the text has 2.'],
  ['1 2 x', 'The vector must consist of finite numbers; "x" is not one.'],
  ['1 2 Infinity', '"Infinity" is not one.'],
  ['[1, 2, null]', 'entry 2 is null.'],
  ['[1, 2, 1e999]', 'entry 2 is too large.'],
  ['{"vector": 3}', 'The JSON must be a list of numbers'],
  ['{"vector": [1, 2', 'The text begins like JSON but is not JSON'],
  ['0 0 0', 'All numbers are zero'],
  ['{"format": "csm-concepts/1", "concepts": []}', 'The text must have one concept; it has none'],
])('refuses %j in a sentence', (text, sentence) => {
  expect(() => parseVector(text, 3)).toThrow(sentence);
});
