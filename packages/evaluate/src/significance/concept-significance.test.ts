import { benjaminiHochberg } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { wideLatents } from '../../test/wide-latents.js';
import { conceptSignificance } from './concept-significance.js';

describe('conceptSignificance', () => {
  it('finds a shift, and finds noise as often as chance does', () => {
    const noise = Array.from({ length: 60 }, (_, k) => ({
      name: `noise ${k}`,
      positives: wideLatents(20, 0, 2 * k),
      negatives: wideLatents(30, 0, 2 * k + 1),
    }));
    const shift = { name: 'shift', positives: wideLatents(20, 30, 900), negatives: wideLatents(30, 0, 901) };
    const found = conceptSignificance([...noise, shift], { samples: 99 });
    const last = found.at(-1)!;
    expect(last.p).toBe(0.01);
    expect(last.norm).toBeGreaterThan(2 * last.permutedNorm);
    expect(last.cosines[0]).toBeGreaterThan(0.9);
    // The count among 60 is binomial with p = 0.2: mean 12, standard deviation 3.1.
    const small = found.slice(0, -1).filter(({ p }) => p <= 0.2).length;
    expect(small).toBeGreaterThan(2);
    expect(small).toBeLessThan(22);
    expect(found.map(({ q }) => q)).toEqual([...benjaminiHochberg(found.map(({ p }) => p))]);
  });
});
