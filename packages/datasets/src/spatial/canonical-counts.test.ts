import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniqueNames } from '../tables/unique-names.js';
import { canonicalCounts } from './canonical-counts.js';
import { entriesByGene } from './counts-by-gene.js';

const names = (spots: number, genes: number, onWarning: (text: string) => void = () => {}) => ({
  where: 'f',
  spots: Array.from({ length: spots }, (_, i) => `s${i}`),
  genes: Array.from({ length: genes }, (_, i) => `g${i}`),
  onWarning,
});

describe('entriesByGene and canonicalCounts', () => {
  it('give the matrix whatever the order of its entries, without zeros, with spots in ascending order', () => {
    const entry = fc.tuple(fc.nat(4), fc.nat(6), fc.integer({ min: 0, max: 3 }));
    const distinct = fc.uniqueArray(entry, { selector: ([gene, spot]) => gene * 7 + spot, maxLength: 35 });
    fc.assert(
      fc.property(distinct, (entries) => {
        const raw = {
          genes: Uint32Array.from(entries, ([gene]) => gene),
          spots: Uint32Array.from(entries, ([, spot]) => spot),
          values: Float32Array.from(entries, ([, , value]) => value),
        };
        let warned = false;
        const onWarning = () => {
          warned = true;
        };
        const { indptr, spots, values } = canonicalCounts(entriesByGene(raw, 5), names(7, 5, onWarning));
        const stored = entries.filter(([, , value]) => value > 0);
        expect(values.length).toBe(stored.length);
        for (let gene = 0; gene < 5; gene++) {
          const own = stored.filter((cells) => cells[0] === gene).sort((a, b) => a[1] - b[1]);
          expect(Array.from(spots.subarray(indptr[gene], indptr[gene + 1]))).toEqual(
            own.map(([, spot]) => spot),
          );
          expect(Array.from(values.subarray(indptr[gene], indptr[gene + 1]))).toEqual(
            own.map(([, , value]) => value),
          );
        }
        const rising = Array.from({ length: 5 }, (_, gene) =>
          entries.filter((cells) => cells[0] === gene),
        ).every((own) => own.every(([, spot], i) => i === 0 || own[i - 1]![1] < spot));
        expect(warned).toBe(!rising);
      }),
    );
  });

  it('give the same for runs as for one spot per entry', () => {
    const runs = Uint32Array.of(0, 2, 2, 3);
    const [genes, values] = [Uint32Array.of(1, 0, 1), Float32Array.of(5, 6, 7)];
    const expected = entriesByGene({ genes, spots: Uint32Array.of(0, 0, 2), values }, 2);
    expect(entriesByGene({ genes, spotRuns: runs, values }, 2)).toEqual(expected);
  });

  it('name the gene and the spot of a duplicate entry and of an invalid count', () => {
    const finish = (spots: number[], values: number[]) =>
      canonicalCounts(
        {
          indptr: Uint32Array.of(0, 0, spots.length),
          spots: Uint32Array.from(spots),
          values: Float32Array.from(values),
        },
        names(4, 2),
      );
    expect(() => finish([1, 3, 1], [1, 1, 1])).toThrow(
      'f: expected one entry per gene and spot; gene "g1" at spot "s1" has a duplicate.',
    );
    expect(() => finish([0, 3, 3], [0, 0, 1])).toThrow(
      'f: expected one entry per gene and spot; gene "g1" at spot "s3" has a duplicate.',
    );
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e39]) {
      expect(() => finish([0, 2], [0, value])).toThrow(
        'f: the count of gene "g1" at spot "s2" must be a finite float32 number of at least 0; got ' +
          `${Math.fround(value)}; download or copy the file again.`,
      );
    }
  });
});

describe('uniqueNames', () => {
  it('numbers duplicates as anndata does, and returns unique names', () => {
    expect(uniqueNames(['a', 'b', 'a', 'a', 'a-1', 'b'])).toEqual({
      names: ['a', 'b', 'a-2', 'a-3', 'a-1', 'b-1'],
      duplicates: ['a', 'b'],
    });
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a-1', 'a-1-1', 'b')), (list) => {
        const { names: unique, duplicates } = uniqueNames(list);
        expect(new Set(unique).size).toBe(list.length);
        expect(unique.every((name, i) => name.startsWith(list[i]!))).toBe(true);
        expect(duplicates.length === 0).toBe(new Set(list).size === list.length);
      }),
    );
  });
});
