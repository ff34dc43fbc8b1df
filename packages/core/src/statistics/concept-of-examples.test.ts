import { describe, expect, it } from 'vitest';
import { latents } from '../../test/five-latents.js';
import { conceptOfExamples } from './concept-of-examples.js';

describe('conceptOfExamples', () => {
  it('is the mean, or the difference from the mean of the rest', () => {
    expect([...conceptOfExamples('a', latents, [0, 1]).vector]).toEqual([2.5, 2.5, 2.5, 2.5]);
    const rest = [8 / 3, 11 / 3, 5, 16 / 3];
    const difference = conceptOfExamples('b', latents, [0, 1], { from: 'rest' });
    for (const [i, value] of difference.vector.entries()) expect(value).toBeCloseTo(2.5 - rest[i]!, 6);
    expect(() => conceptOfExamples('c', latents, [0, 1, 2, 3, 4], { from: 'rest' })).toThrow(
      'conceptOfExamples: concept "c": \'rest\' needs examples outside the concept; all rows were given.',
    );
  });
});
