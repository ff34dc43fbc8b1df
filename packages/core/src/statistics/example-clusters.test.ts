import { keyedRandom, rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { exampleClusters } from './example-clusters.js';

/** Sum of the squared distances between the latents and the means of their clusters. */
function inertia(latents: NdArray<Float32Array>, clusters: readonly (readonly number[])[]): number {
  const points = Array.from(rows(latents), (row) => [...row]);
  let total = 0;
  for (const cluster of clusters) {
    for (const k of points[0]!.keys()) {
      const mean = cluster.reduce((sum, row) => sum + points[row]![k]!, 0) / cluster.length;
      for (const row of cluster) total += (points[row]![k]! - mean) ** 2;
    }
  }
  return total;
}

/** A plain reference: Lloyd's steps from examples drawn at random. @returns the inertia. */
function plainKMeans(latents: NdArray<Float32Array>, count: number, random: () => number): number {
  const points = Array.from(rows(latents), (row) => [...row]);
  let centres = Array.from({ length: count }, () => points[Math.floor(random() * points.length)]!);
  let clusters: number[][] = [];
  for (let step = 0; step < 50; step++) {
    const before = String(centres);
    clusters = centres.map(() => []);
    for (const [row, point] of points.entries()) {
      const distances = centres.map((centre) =>
        centre.reduce((sum, value, k) => sum + (value - point[k]!) ** 2, 0),
      );
      clusters[distances.indexOf(Math.min(...distances))]!.push(row);
    }
    centres = centres.map((centre, at) =>
      centre.map((value, k) => {
        const cluster = clusters[at]!;
        return cluster.length
          ? cluster.reduce((sum, row) => sum + points[row]![k]!, 0) / cluster.length
          : value;
      }),
    );
    if (String(centres) === before) break;
  }
  return inertia(
    latents,
    clusters.filter((cluster) => cluster.length > 0),
  );
}

/** Standard normal numbers. */
function normals(seed: number): () => number {
  const random = keyedRandom('normals', seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Eight normal blobs of 50 latents each; `spread` is the standard deviation of their centres. */
function eightBlobs(seed: number, spread: number): NdArray<Float32Array> {
  const normal = normals(seed);
  const centres = Array.from({ length: 16 }, () => spread * normal());
  const values = Float32Array.from({ length: 800 }, (_, i) => centres[i % 16]! + normal());
  return ndarray(values, [400, 2]);
}

describe('exampleClusters', () => {
  it('finds separate clusters, the same for the same seed', async () => {
    const points = [0, 0.1, 9, 0.2, 9.1, 20].flatMap((x) => [x, -x]);
    const all = ndarray(Float32Array.from(points), [6, 2]);
    const clusters = await exampleClusters(all, { count: 2, seed: 1 });
    expect(clusters.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await exampleClusters(all, { count: 2, seed: 1 })).toEqual(clusters);
    await expect(exampleClusters(all, { count: 7 })).rejects.toThrow(
      'exampleClusters: count must be a whole number from 1 to 6; got 7.',
    );
  });

  it('finds clusters of equal examples, such as genes with one count at the same spot', async () => {
    const points = [
      ...Array(30).fill([1, 1]),
      ...Array(10).fill([5, 1]),
      ...Array(5).fill([1, 9]),
    ] as number[][];
    const all = ndarray(Float32Array.from(points.flat()), [45, 2]);
    for (let seed = 0; seed < 20; seed++) {
      const clusters = await exampleClusters(all, { count: 3, seed });
      expect(clusters.map((cluster) => cluster.length)).toEqual([30, 10, 5]);
    }
    await expect(exampleClusters(all, { count: 4 })).rejects.toThrow(
      'exampleClusters: count must be at most the number of different latents, 3 of 45; got 4.',
    );
  });

  it('finds eight blobs with every seed', async () => {
    // Centres on two rings, at least 15 standard deviations apart.
    const normal = normals(0);
    const latents = ndarray(
      Float32Array.from({ length: 800 }, (_, i) => {
        const blob = (i >> 1) % 8;
        const angle = (Math.PI * blob) / 4;
        return (blob % 2 ? 20 : 40) * (i % 2 ? Math.sin(angle) : Math.cos(angle)) + normal();
      }),
      [400, 2],
    );
    const blobs = Array.from({ length: 8 }, (_, blob) => Array.from({ length: 50 }, (_, i) => 8 * i + blob));
    for (let seed = 0; seed < 10; seed++) {
      const clusters = await exampleClusters(latents, { count: 8, seed });
      expect(clusters.sort(([a = 0], [b = 0]) => a - b)).toEqual(blobs);
    }
  });

  it('has the lowest inertia of 100 plain starts and of 100 other restarts to 0.1 %, also where blobs overlap', async () => {
    // Where they overlap, ten restarts miss it with some seeds: in one set of these, with half of them.
    let missed = 0;
    for (let seed = 0; seed < 10; seed++) {
      const latents = eightBlobs(seed, 10);
      const found = inertia(latents, await exampleClusters(latents, { count: 8, restarts: 60 }));
      const ofTen = inertia(latents, await exampleClusters(latents, { count: 8 }));
      const least = inertia(latents, await exampleClusters(latents, { count: 8, restarts: 100, seed: 1 }));
      expect(found).toBeLessThan(least * 1.001);
      if (ofTen > least * 1.001) missed++;
      const reference = Math.min(
        ...Array.from({ length: 100 }, (_, start) => plainKMeans(latents, 8, keyedRandom('start', start))),
      );
      expect(found).toBeLessThan(reference * 1.001);
    }
    expect(missed).toBeLessThanOrEqual(3);
  });

  it('never gets worse with more restarts', async () => {
    const latents = eightBlobs(1, 2);
    const inertias: number[] = [];
    for (const restarts of [1, 2, 5, 10, 20]) {
      inertias.push(inertia(latents, await exampleClusters(latents, { count: 8, restarts })));
    }
    expect(inertias).toEqual(inertias.toSorted((a, b) => b - a));
  });

  it('finds the same clusters of huge and of tiny latents', async () => {
    const latents = eightBlobs(2, 10);
    const clusters = await exampleClusters(latents, { count: 8 });
    for (const factor of [2 ** 100, 2 ** -100]) {
      const other = ndarray(
        latents.data.map((value) => value * factor),
        [400, 2],
      );
      expect(await exampleClusters(other, { count: 8 })).toEqual(clusters);
    }
  });

  it('leaves no cluster empty', async () => {
    const latents = ndarray(Float32Array.of(0, 0, 0, 1, 1, 3), [6, 1]);
    expect(await exampleClusters(latents, { count: 3, restarts: 1 })).toEqual([[0, 1, 2], [3, 4], [5]]);
    const line = ndarray(
      Float32Array.from({ length: 12 }, (_, i) => i),
      [12, 1],
    );
    for (let count = 1; count <= 12; count++) {
      const clusters = await exampleClusters(line, { count });
      expect(clusters.every((cluster) => cluster.length > 0)).toBe(true);
      expect(clusters.flat().sort((a, b) => a - b)).toEqual([...line.data]);
    }
  });

  it('yields to the event loop, reports each start and can be aborted', async () => {
    const latents = eightBlobs(0, 10);
    const controller = new AbortController();
    const done: number[] = [];
    const aborted = exampleClusters(latents, {
      count: 8,
      restarts: 1e6,
      signal: controller.signal,
      onProgress: (progress) => done.push(progress.done),
    });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(aborted).rejects.toThrow('enough');
    expect(done.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it.each([0, 1.5, '3', Number.NaN])('rejects %s restarts', async (restarts) => {
    const latents = eightBlobs(0, 10);
    await expect(exampleClusters(latents, { count: 8, restarts: restarts as number })).rejects.toThrow(
      /^exampleClusters: restarts must be a whole number of at least 1; got /,
    );
  });
});
