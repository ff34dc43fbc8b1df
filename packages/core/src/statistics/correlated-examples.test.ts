import { describe, expect, it } from 'vitest';
import { latents } from '../../test/five-latents.js';
import { correlatedExamples } from './correlated-examples.js';

describe('correlatedExamples', () => {
  it('sorts by correlation, the marker first, and leaves constant latents out', () => {
    const found = correlatedExamples(latents, 0, { count: 9 });
    expect(found.map(({ index }) => index)).toEqual([0, 4, 2, 1]);
    // Ranks: 1 − 6 Σd² / (n (n² − 1)) = 1 − 6 · 2 / 60.
    expect(found.map(({ r }) => Number(r.toFixed(6)))).toEqual([1, 1, 0.8, -1]);
    // With four dimensions t has 2 degrees of freedom, and p = 1 − |r|. The p-values are 0, 0, 0 and 0.2, so q is 0.2.
    expect(found[2]!.p).toBeCloseTo(0.2, 6);
    expect(found[2]!.q).toBeCloseTo(0.2, 6);
    expect(correlatedExamples(latents, 0, { count: 2 })).toEqual(found.slice(0, 2));
  });

  it('returns one entry per row with count "all", those without a correlation last', () => {
    const all = correlatedExamples(latents, 0, { count: 'all' });
    expect(all.map(({ index }) => index)).toEqual([0, 4, 2, 1, 3]);
    expect(all.slice(0, 4)).toEqual(correlatedExamples(latents, 0));
    expect(all[4]).toEqual({ index: 3, r: Number.NaN, p: Number.NaN, q: Number.NaN });
  });

  it('uses the mean of several markers', () => {
    const [first] = correlatedExamples(latents, [0, 1, 2]);
    // The mean of rows 0, 1 and 2 is [2, 7/3, 3, 8/3].
    expect(first!.index).toBe(2);
  });

  it('rejects invalid markers, counts and options', () => {
    expect(() => correlatedExamples(latents, 5)).toThrow(
      'correlatedExamples: an example must be a row of the latents, from 0 to 4; got 5.',
    );
    expect(() => correlatedExamples(latents, [])).toThrow(
      'correlatedExamples: expected the row of at least one example; got none.',
    );
    expect(() => correlatedExamples(latents, 0, { count: 0 })).toThrow(
      'correlatedExamples: count must be a whole number of at least 1; got 0.',
    );
    expect(() => correlatedExamples(latents, 0, { count: 'every' as never })).toThrow(
      'correlatedExamples: count must be a whole number of at least 1 or "all"; got "every".',
    );
  });
});
