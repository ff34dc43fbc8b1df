import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogramOf } from './histogram.js';

const inputs = fc.array(fc.tuple(fc.float({ noNaN: true, min: -100, max: 100 }), fc.constantFrom(1, -1, 0)), {
  minLength: 1,
  maxLength: 60,
});

it('counts every score once, on its side, in the bin that holds it', () => {
  fc.assert(
    fc.property(inputs, (scored) => {
      const scores = scored.map(([score]) => score);
      const histogram = histogramOf(
        scores,
        Int8Array.from(scored, ([, label]) => label),
      );
      const [from, to] = histogram.range;
      expect([from, to]).toEqual([Math.min(...scores), Math.max(...scores)]);
      const sides = { 1: histogram.with, '-1': histogram.without, 0: histogram.others };
      for (const [label, { counts, mean }] of Object.entries(sides)) {
        const own = scored.filter(([, each]) => each === Number(label)).map(([score]) => score);
        const total = own.reduce((sum, score) => sum + score, 0);
        if (own.length > 0) expect(mean).toBeCloseTo(total / own.length, 6);
        else expect(mean).toBeNaN();
        // Below any edge there are as many scores as the bins below it count; scores at an edge may round to either side.
        const width = (to - from) / counts.length;
        let below = 0;
        for (const [bin, count] of counts.entries()) {
          const edge = from + bin * width;
          const near = own.filter((score) => Math.abs(score - edge) <= 1e-6 * (1 + Math.abs(edge))).length;
          const exact = own.filter((score) => score < edge).length;
          if (width > 0) expect(Math.abs(below - exact)).toBeLessThanOrEqual(near);
          below += count;
        }
        expect(below).toBe(own.length);
      }
    }),
  );
});
