import { describe, expect, it } from 'vitest';
import { shownExample } from './shown-example.js';

const scores = [5, 1, 9, 7, 3, 8];

describe('shownExample', () => {
  it('is the third highest score among the examples with the concept, as in the paper', () => {
    expect(shownExample(scores)).toBe(3);
    expect(shownExample(scores, { among: [0, 1, 3, 4] })).toBe(4);
    expect(shownExample(scores, { among: [0, 1, 3, 4], rank: 1 })).toBe(3);
    expect(shownExample(Float64Array.of(2, 2, 2), { rank: 2 })).toBe(1);
    expect(shownExample([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1])).toBe(2);
  });

  it('rejects too few examples, NaN, foreign examples and unknown options', () => {
    expect(() => shownExample(scores, { among: [0, 1, 0] })).toThrow(
      'shownExample: expected at least 3 examples for rank 3; got 2; pass a lower rank or more examples.',
    );
    expect(() => shownExample([1, Number.NaN])).toThrow(
      'shownExample: scores must be numbers; score 1 is NaN.',
    );
    expect(() => shownExample(scores, { among: [6] })).toThrow(
      'shownExample: among[0] must be a whole number from 0 to 5; got 6.',
    );
    expect(() => shownExample(scores, { rank: 0 })).toThrow(/^shownExample: rank must be/);
    expect(() => shownExample(scores, { k: 3 } as never)).toThrow(
      'shownExample: unknown option "k"; valid options: among, rank.',
    );
  });
});
