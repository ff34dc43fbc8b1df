import type { Metadata } from 'h5wasm';
import { expect, it } from 'vitest';
import { isPlain } from './is-plain.js';

const metadata = (type: number, size: number) => ({ type, size }) as Metadata;

it('only numbers, strings and enumerations are read', () => {
  const plain = Array.from({ length: 11 }, (_, type) => type).filter((type) => isPlain(metadata(type, 4)));
  expect(plain).toEqual([0, 1, 3, 8]);
});

it('values without a size are refused: h5wasm would make strings of them without end', () => {
  expect(() => isPlain(metadata(3, 0))).toThrow('worker: the size of a value is 0.');
});
