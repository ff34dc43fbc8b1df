import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { exampleClusters } from './example-clusters.js';

describe('exampleClusters', () => {
  it('finds separate clusters, the same for the same seed', () => {
    const points = [0, 0.1, 9, 0.2, 9.1, 20].flatMap((x) => [x, -x]);
    const all = ndarray(Float32Array.from(points), [6, 2]);
    // With other initial centres, k-means may stop at another split; with those of this seed it does not.
    const clusters = exampleClusters(all, { count: 2, seed: 1 });
    expect(clusters.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(exampleClusters(all, { count: 2, seed: 1 })).toEqual(clusters);
    expect(() => exampleClusters(all, { count: 7 })).toThrow(
      'exampleClusters: count must be a whole number from 1 to 6; got 7.',
    );
  });

  it('finds clusters of equal examples, such as genes with one count at the same spot', () => {
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
      'exampleClusters: count must be at most the number of different latents, 3 of 45; got 4.',
    );
  });
});
