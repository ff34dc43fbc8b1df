import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticBulb } from '../../synthetic/synthetic-bulb.js';
import { geneCounts } from '../gene-counts.js';
import { smoothCounts } from './smooth-counts.js';
import { spotNeighbours } from './spot-neighbours.js';

const bulb = syntheticBulb({ genes: 8, seed: 2, spots: 40 });

describe('smoothCounts', () => {
  it('is the weighted mean of each spot and its neighbours', () => {
    const lists = fc.array(fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 5 }), {
      minLength: 40,
      maxLength: 40,
    });
    const weights = fc.constantFrom(0, 0.25, 1, 3);
    fc.assert(
      fc.property(lists, weights, (some, weight) => {
        const neighbours = some.map((near, spot) => near.filter((other) => other !== spot));
        const before = structuredClone(bulb.counts);
        const smooth = smoothCounts(bulb, neighbours, { weight });
        for (const gene of bulb.genes) {
          const counts = geneCounts(bulb, gene);
          const expected = neighbours.map((near, spot) => {
            const sum = near.reduce((total, other) => total + weight * counts[other]!, counts[spot]!);
            return Math.fround(sum / (1 + weight * near.length));
          });
          expect([...geneCounts(smooth, gene)]).toEqual(expected);
        }
        expect(smooth.counts.values.every((value) => value > 0)).toBe(true);
        expect(bulb.counts).toEqual(before);
      }),
    );
  });

  it('keeps the spots of a gene in ascending order', () => {
    const { indptr, spots } = smoothCounts(bulb, spotNeighbours(bulb.spots)).counts;
    for (let gene = 0; gene + 1 < indptr.length; gene++) {
      const own = spots.slice(indptr[gene], indptr[gene + 1]);
      expect(own).toEqual(own.slice().sort());
    }
  });

  it('rejects lists that are not of these spots', () => {
    expect(() => smoothCounts(bulb, [])).toThrow('neighbours must have one list per spot, 40; got 0.');
    const none = bulb.spots.names.map((): number[] => []);
    expect(() => smoothCounts(bulb, none.with(1, [40]))).toThrow(
      'neighbours[1][0] must be a whole number from 0 to 39',
    );
    expect(() => smoothCounts(bulb, none.with(1, [1]))).toThrow('must be another spot; got 1 itself');
    expect(() => smoothCounts(bulb, none, { weight: -1 })).toThrow(
      'weight must be a finite number of at least 0',
    );
  });
});
