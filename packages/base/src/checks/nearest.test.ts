import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.js';

describe('nearest', () => {
  it('orders by edit distance, regardless of case', () => {
    expect(nearest('smilng', ['Male', 'Young', 'Smiling', 'Similar'], 2)).toEqual(['Smiling', 'Similar']);
  });

  it('gives three by default, and the first of equally similar ones first', () => {
    expect(nearest('x', ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c']);
  });

  it('returns an empty list for an empty list of names', () => {
    expect(nearest('x', [])).toEqual([]);
  });
});
