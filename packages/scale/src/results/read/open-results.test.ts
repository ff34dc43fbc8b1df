import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { drawnId, drawnNumber, drawnScore } from '../../../test/drawn-shard.js';
import { filledStore } from '../../../test/filled-store.js';
import { memoryStore } from '../../../test/memory-store.js';
import { poolMaps } from '../maps/pool-maps.js';
import { openResults } from './open-results.js';
import type { Results } from './results.js';

const opened = async (options: Parameters<typeof filledStore>[0] = {}) => {
  const { store, plan } = await filledStore(options);
  store.read.length = 0;
  return { store, plan, results: await openResults(store) };
};

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const rows = (count: number) => Array.from({ length: count }, (_, row) => row);

/** The map of one input as it was computed. */
const mapOf = (row: number, concept: number, shape: readonly number[]) =>
  ndarray(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => drawnNumber(row, concept, i)),
    [1, ...shape],
  );

describe('openResults', () => {
  it('gives scores by id and by row', async () => {
    const { results } = await opened();
    expect(await listed(results.ids())).toEqual(rows(10).map(drawnId));
    for (const row of [0, 3, 4, 9]) {
      const expected = Object.fromEntries(
        ['Smiling', 'Wavy hair', 'Ünïcode 🙂'].map((name, concept) => [name, drawnScore(row, concept)]),
      );
      expect(await results.scores(drawnId(row))).toEqual(expected);
      expect(await results.scores(row)).toEqual(expected);
      expect(await results.find(row)).toEqual({ id: drawnId(row), row, shard: Math.floor(row / 4) });
    }
    const all = await listed(results.scoresOf('Wavy hair'));
    expect(all.map(({ shard, first }) => [shard, first])).toEqual([
      [0, 0],
      [1, 4],
      [2, 8],
    ]);
    expect(all.flatMap(({ scores }) => [...scores])).toEqual(rows(10).map((row) => drawnScore(row, 1)));
  });

  it('gives pooled maps within half a scale of the sums of their windows', async () => {
    const { results } = await opened();
    for (const row of [0, 5, 9]) {
      const found = await results.map(drawnId(row), 'Wavy hair');
      const { values, scales } = poolMaps(mapOf(row, 1, [20, 18, 3]));
      expect(found).toMatchObject({
        id: drawnId(row),
        row,
        concept: 'Wavy hair',
        maximumError: scales.get(0) / 2,
      });
      expect(found.map.shape).toEqual([16, 16]);
      expect([...found.map.data]).toEqual(
        [...values.data].map((value) => Math.fround(value * scales.get(0))),
      );
    }
  });

  it('gives full maps of vectors and pictures exactly', async () => {
    for (const inputShape of [[7], [3, 5, 4]]) {
      const layout = inputShape.length === 3 ? ('channelsFirst' as const) : undefined;
      const { results } = await opened({ inputShape, layout, maps: 'full' });
      const { map, maximumError } = await results.map(9, 'Smiling');
      expect([map.shape, maximumError]).toEqual([inputShape, 0]);
      expect(map.data).toEqual(mapOf(9, 0, inputShape).data);
    }
  });

  it('finds the inputs with the highest and lowest scores, and reads no more shards than it needs', async () => {
    const { results, store } = await opened({ count: 400, shardSize: 10 });
    const scored = rows(400).map((row) => ({ row, id: drawnId(row), score: drawnScore(row, 2) }));
    for (const lowest of [false, true]) {
      const sorted = scored.toSorted((a, b) => (lowest ? a.score - b.score : b.score - a.score));
      store.read.length = 0;
      expect(await results.top('Ünïcode 🙂', 3, { lowest })).toMatchObject(sorted.slice(0, 3));
      expect(store.read.filter((key) => key.startsWith('scores/')).length).toBeLessThanOrEqual(3);
      expect(await results.top('Ünïcode 🙂', 500, { lowest })).toMatchObject(sorted);
    }
  });

  it('sums up a concept: figures, histogram and mean map', async () => {
    const { results } = await opened({ count: 30 });
    const { inputs, scores, histogram, meanMap, meanMagnitude } = await results.summary('Wavy hair', {
      bins: 10,
    });
    const all = rows(30).map((row) => drawnScore(row, 1));
    const mean = all.reduce((a, b) => a + b) / 30;
    expect(inputs).toBe(30);
    expect([scores.min, scores.max]).toEqual([Math.min(...all), Math.max(...all)]);
    expect(scores.mean).toBeCloseTo(mean, 12);
    expect(scores.standardDeviation).toBeCloseTo(
      Math.sqrt(all.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 29),
      12,
    );
    const { edges, counts } = histogram;
    expect(edges[0]).toBeLessThanOrEqual(scores.min);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(scores.max);
    expect(counts).toEqual(
      counts.map((_, i) => all.filter((score) => score >= edges[i]! && score < edges[i + 1]!).length),
    );
    expect(counts.reduce((a, b) => a + b)).toBe(30);
    expect(meanMap.shape).toEqual([20, 18]);
    for (const [y, x] of [
      [0, 0],
      [7, 11],
      [19, 17],
    ] as const) {
      const pixels = rows(30).map((row) =>
        [0, 1, 2].reduce((sum, c) => sum + drawnNumber(row, 1, (y * 18 + x) * 3 + c), 0),
      );
      expect(meanMap.get(y, x)).toBeCloseTo(pixels.reduce((a, b) => a + b) / 30, 5);
      expect(meanMagnitude.get(y, x)).toBeCloseTo(pixels.reduce((a, b) => a + Math.abs(b), 0) / 30, 5);
    }
  });

  it('works on a partial store, and says which task to run for the rest', async () => {
    const { results, store } = await opened({ done: [0, 2] });
    expect(results.shardsDone).toEqual([0, 2]);
    expect((await listed(results.ids())).length).toBe(10);
    expect((await results.summary('Smiling')).inputs).toBe(6);
    store.read.length = 0;
    expect((await results.summary('Smiling', { bins: 0 })).histogram).toEqual({ edges: [], counts: [] });
    expect(store.read.filter((key) => key.startsWith('scores/'))).toEqual([]);
    const top = await results.top('Smiling', 10);
    expect(top.map(({ row }) => row).sort()).toEqual([0, 1, 2, 3, 8, 9]);
    for (const call of [() => results.scores(5), () => results.map(drawnId(5), 'Smiling')]) {
      await expect(call()).rejects.toThrow(
        'row 5 is in shard 1, which memory does not have yet; run task 1,',
      );
    }
    const none = (await opened({ done: [] })).results;
    await expect(none.summary('Smiling')).rejects.toThrow(
      'summary: expected a store with a shard that is done',
    );
    expect(await none.top('Smiling', 3)).toEqual([]);
    expect(await listed(none.scoresOf('Smiling'))).toEqual([]);
  });

  it('says in one sentence which object is damaged or missing, and what to do', async () => {
    const { store } = await filledStore({ maps: 'pooled' });
    const calls: Record<string, (results: Results) => Promise<unknown>> = {
      'scores/000001.parquet': (results) => results.scores(5),
      'maps.zarr/maps/c.1.2.0.0': (results) => results.map(5, 'Ünïcode 🙂'),
      'maps.zarr/scales/c.1.0': (results) => results.map(5, 'Ünïcode 🙂'),
      'summaries/000001.npy': (results) => results.summary('Smiling'),
      'shards/000001.json': (results) => results.top('Smiling', 2),
      'inputs/000001.json': (results) => results.find(drawnId(5)),
    };
    for (const [key, call] of Object.entries(calls)) {
      const bytes = store.objects.get(key)!;
      for (const damaged of [
        bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 128),
        bytes.slice(0, bytes.length >> 1),
      ]) {
        store.objects.set(key, damaged);
        const results = await openResults(store);
        await expect(call(results), key).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
        await expect(call(results), key).rejects.toThrow(key);
        const { problems } = await results.verify();
        expect(
          problems.filter((problem) => problem.includes(key)),
          key,
        ).toHaveLength(1);
      }
      store.objects.set(key, bytes);
    }
    store.objects.delete('scores/000001.parquet');
    const results = await openResults(store);
    await expect(results.scores(5)).rejects.toThrow(
      'openResults: expected scores/000001.parquet of memory as it was written; it is missing; ' +
        'delete it and shards/000001.json, and run task 1 again.',
    );
  });

  it('finds changed figures of a manifest from the scores', async () => {
    const { results, store } = await opened();
    const text = new TextDecoder().decode(store.objects.get('shards/000001.json'));
    store.objects.set(
      'shards/000001.json',
      new TextEncoder().encode(text.replace(/"max": [-.0-9]+/, '"max": 9')),
    );
    expect((await results.verify()).problems).toEqual([
      'verify: expected in shards/000001.json of memory the figures of the scores; it is damaged; delete it, and run task 1 again.',
    ]);
  });

  it('verifies every object', async () => {
    const { results, store } = await opened({ files: { 'concepts.json': Uint8Array.of(1, 2) } });
    const progress: number[] = [];
    const found = await results.verify({ onProgress: ({ done, total }) => progress.push(done / total) });
    expect(found.problems).toEqual([]);
    // All but plan.json, which was read when the results were opened.
    expect(found.objects).toBe(store.objects.size - 1);
    expect(progress.at(-1)).toBe(1);
    store.objects.set('concepts.json', Uint8Array.of(1, 3));
    expect((await results.verify()).problems).toEqual([
      'verify: expected concepts.json of memory as it was written; it is damaged; make the plan again in an empty store.',
    ]);
  });

  it('gives certificates as JSON', async () => {
    const { results, store } = await opened();
    expect(await results.certificate('Smiling')).toBeUndefined();
    store.objects.set('certificates/000000.json', new TextEncoder().encode('{"verdict":"certified"}'));
    expect(await results.certificate('Smiling')).toEqual({ verdict: 'certified' });
    store.objects.set('certificates/000000.json', new TextEncoder().encode('{"verdict'));
    await expect(results.certificate('Smiling')).rejects.toThrow(
      'certificates/000000.json of memory is damaged',
    );
  });

  it('rejects unknown concepts, inputs, options and stores by name', async () => {
    const { results } = await opened();
    await expect(results.top('Smilling', 3)).rejects.toThrow('got "Smilling"; nearest: Smiling');
    await expect(results.top('Smiling', 0)).rejects.toThrow(
      'top: k must be a whole number of at least 1; got 0.',
    );
    await expect(results.scores('nobody')).rejects.toThrow(
      'expected the id of one of the 10 inputs; got "nobody"',
    );
    await expect(results.scores(10)).rejects.toThrow(
      'the row of the input must be a whole number from 0 to 9; got 10.',
    );
    await expect(results.map(0, 'Smiling', { exact: true } as never)).rejects.toThrow(
      'map: unknown option "exact"',
    );
    await expect(openResults('store/' as never)).rejects.toThrow('got "store/"; pass await openStore(place)');
    await expect(openResults(memoryStore())).rejects.toThrow('memory has no plan.json');
    const none = (await opened({ maps: 'none' })).results;
    await expect(none.map(0, 'Smiling')).rejects.toThrow('this one keeps none');
  });

  it('stops when it is aborted', async () => {
    const { results } = await opened();
    const signal = AbortSignal.abort(new Error('enough'));
    for (const call of [
      results.top('Smiling', 1, { signal }),
      results.scores(drawnId(0), { signal }),
      results.verify({ signal }),
    ]) {
      await expect(call).rejects.toThrow('enough');
    }
    // An aborted call does not spoil the next.
    expect(await results.find(drawnId(0))).toMatchObject({ row: 0 });
  });
});
