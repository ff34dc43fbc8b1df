import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { conceptOfExamples } from './concept-of-examples.js';
import { correlatedExamples } from './correlated-examples.js';
import { enrichedExamples } from './enriched-examples.js';
import { exampleClusters } from './example-clusters.js';

const rows = [
  [1, 2, 3, 4],
  [4, 3, 2, 1],
  [1, 2, 4, 3],
  [5, 5, 5, 5],
  [2, 4, 6, 8],
];
const latents = ndarray(Float32Array.from(rows.flat()), [5, 4]);

describe('benjaminiHochberg', () => {
  it("is scipy's false_discovery_control, and passes NaN over", () => {
    const q = [...benjaminiHochberg([0.01, 0.04, Number.NaN, 0.03, 0.005, 0.8, 0.04])];
    const expected = [0.03, 0.048, Number.NaN, 0.048, 0.03, 0.8, 0.048];
    for (const [i, value] of expected.entries()) {
      if (Number.isNaN(value)) expect(q[i]).toBeNaN();
      else expect(q[i]).toBeCloseTo(value, 12);
    }
    expect(() => benjaminiHochberg([0.1, 1.2])).toThrow('p-value 1 is 1.2');
  });
});

describe('correlatedExamples', () => {
  it('orders by correlation, the marker first, and leaves constant ones out', () => {
    const found = correlatedExamples(latents, 0, { count: 9 });
    expect(found.map(({ index }) => index)).toEqual([0, 4, 2, 1]);
    // Ranks: 1 − 6 Σd² / (n (n² − 1)) = 1 − 6 · 2 / 60.
    expect(found.map(({ r }) => Number(r.toFixed(6)))).toEqual([1, 1, 0.8, -1]);
    // Over four dimensions the t of r has 2 degrees of freedom, and p = 1 − |r|; q of p 0, 0, 0, 0.2 (the largest).
    expect(found[2]!.p).toBeCloseTo(0.2, 6);
    expect(found[2]!.q).toBeCloseTo(0.2, 6);
    expect(correlatedExamples(latents, 0, { count: 2 })).toEqual(found.slice(0, 2));
  });

  it('takes several markers by their mean', () => {
    const [first] = correlatedExamples(latents, [0, 1, 2]);
    // The mean of rows 0, 1 and 2 is [2, 7/3, 3, 8/3].
    expect(first!.index).toBe(2);
  });

  it('names what is wrong', () => {
    expect(() => correlatedExamples(latents, 5)).toThrow('correlatedExamples: example 5 is not among the 5.');
    expect(() => correlatedExamples(latents, [])).toThrow('got no examples');
    expect(() => correlatedExamples(latents, 0, { count: 0 })).toThrow(
      'count must be a whole number above 0',
    );
  });
});

describe('conceptOfExamples', () => {
  it('is the mean, or the difference to the mean of the rest', () => {
    expect([...conceptOfExamples('a', latents, [0, 1]).vector]).toEqual([2.5, 2.5, 2.5, 2.5]);
    const rest = [8 / 3, 11 / 3, 5, 16 / 3];
    const difference = conceptOfExamples('b', latents, [0, 1], { from: 'rest' });
    for (const [i, value] of difference.vector.entries()) expect(value).toBeCloseTo(2.5 - rest[i]!, 6);
    expect(() => conceptOfExamples('c', latents, [0, 1, 2, 3, 4], { from: 'rest' })).toThrow(
      'needs some outside',
    );
  });
});

describe('enrichedExamples', () => {
  it("agrees with scipy's mannwhitneyu, ties and all", () => {
    const inside = [true, false, true, true, null, true, false, false, false];
    const found = enrichedExamples(
      [
        [0, 5, 3, 1, 99, 0, 3, 8, 2],
        [5, 0, 3, 3, 99, 8, 1, 0, 2],
        [1, 1, 1, 1, 99, 1, 1, 1, 1],
      ],
      inside,
    );
    expect(found.map(({ index, auc }) => [index, auc])).toEqual([
      [1, 1],
      [0, 1.5 / 16],
    ]);
    // scipy 1.17: mannwhitneyu(a, b, method='asymptotic', use_continuity=False)
    expect(found[0]!.p).toBeCloseTo(0.01941866323472138, 6);
    expect(found[1]!.p).toBeCloseTo(0.057546950874286275, 6);
    expect(found[0]!.q).toBeCloseTo(2 * 0.01941866323472138, 6);
  });

  it('has small p-values where 1 − erf is all rounding', () => {
    const inside = Array.from({ length: 400 }, (_, i) => i < 200);
    const [one] = enrichedExamples([inside.map((_, i) => -i)], inside);
    // z = (n m / 2) / √(n m (n + m + 1) / 12) = 17.2989; scipy: 2 * norm.sf(z)
    expect(one!.p / 4.794731539890784e-67).toBeCloseTo(1, 3);
  });

  it('says what is wrong', () => {
    expect(() => enrichedExamples([[1, 2]], [true, true])).toThrow('2 inside and 0 outside');
    expect(() => enrichedExamples([[1]], [true, false])).toThrow('row 0 has 1 values; expected 2');
    expect(() => enrichedExamples([[1, Number.NaN]], [true, false])).toThrow('row 0 holds NaN');
  });
});

describe('exampleClusters', () => {
  it('finds clusters that lie apart, the same for the same seed', () => {
    const points = [0, 0.1, 9, 0.2, 9.1, 20].flatMap((x) => [x, -x]);
    const all = ndarray(Float32Array.from(points), [6, 2]);
    // k-means from two first centres may stop in another split; this seed's does not.
    const clusters = exampleClusters(all, { count: 2, seed: 1 });
    expect(clusters.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(exampleClusters(all, { count: 2, seed: 1 })).toEqual(clusters);
    expect(() => exampleClusters(all, { count: 7 })).toThrow('from 1 to 6; got 7');
  });

  it('finds them where examples are equal, as are genes with one count at the same spot', () => {
    const points = [
      ...Array(30).fill([1, 1]),
      ...Array(10).fill([5, 1]),
      ...Array(5).fill([1, 9]),
    ] as number[][];
    const all = ndarray(Float32Array.from(points.flat()), [45, 2]);
    for (let seed = 0; seed < 20; seed++) {
      expect(exampleClusters(all, { count: 3, seed }).map((cluster) => cluster.length)).toEqual([30, 10, 5]);
    }
    expect(() => exampleClusters(all, { count: 4 })).toThrow(
      'exampleClusters: of the 45 examples only 3 differ; count must be at most that, got 4',
    );
  });
});
