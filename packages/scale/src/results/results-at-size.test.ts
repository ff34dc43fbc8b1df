import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { makePlan } from '../plan/make-plan.js';
import { storeKeys } from '../stores/store-keys.js';
import { openResults } from './read/open-results.js';
import { manifestBytes, shardManifest } from './shard-manifest.js';
import { writeShard } from './write-shard.js';

const COUNT = 1_000_000;
const CONCEPTS = ['Smiling', 'Young'];
/** Scores of which hardly two are equal. */
const scoreOf = (row: number, concept: number) =>
  Math.fround((Math.sin(row * 12.9898 + concept * 78.233) * 43_758.5453) % 1);
const idOf = (row: number) => `faces/é${row}.jpg`;

let folder: string;
let store: MemoryStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-size-'));
  store = memoryStore();
  const ids = Array.from({ length: COUNT }, (_, row) => idOf(row));
  const plan = await makePlan({ store, ids, shards: 100, concepts: CONCEPTS, inputShape: [2], maps: 'none' });
  for (const shard of plan.shards.ids.keys()) {
    const first = shard * plan.shards.size;
    const inputs = Math.min(plan.shards.size, COUNT - first);
    const results = {
      first,
      ids: ids.slice(first, first + inputs),
      concepts: CONCEPTS,
      scores: CONCEPTS.map((_, concept) =>
        Float32Array.from({ length: inputs }, (_, i) => scoreOf(first + i, concept)),
      ),
      maps: { settings: plan.maps, values: [] },
      sums: { data: new Float64Array(8), shape: [2, 2, 2] },
    };
    const objects = await writeShard(plan, results, store);
    await store.putIfAbsent(storeKeys.manifest(shard), manifestBytes(shardManifest(plan, results, objects)));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The rows with the highest scores of a concept, by sorting all. */
const sortedRows = (concept: number) =>
  Array.from({ length: COUNT }, (_, row) => ({ row, score: scoreOf(row, concept) })).sort(
    (a, b) => b.score - a.score || a.row - b.row,
  );

describe('a million scores', () => {
  it('are read by DuckDB', async () => {
    for await (const key of store.list('scores/')) {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, (await store.get(key))!);
    }
    const connection = await (await DuckDBInstance.create()).connect();
    const all = async (sql: string) =>
      (await connection.runAndReadAll(sql.replace('SCORES', `'${folder}/scores/*.parquet'`))).getRowsJson();
    expect(
      await all(
        'select count(*)::int, count(distinct id)::int, min(row), max(row), count("Young")::int from SCORES',
      ),
    ).toEqual([[COUNT, COUNT, 0, COUNT - 1, COUNT]]);
    const top = await all('select row, id, "Young"::double from SCORES order by "Young" desc, row limit 20');
    expect(top).toEqual(
      sortedRows(1)
        .slice(0, 20)
        .map(({ row, score }) => [row, idOf(row), score]),
    );
  });

  it('give the first twenty, of which few shards are read', async () => {
    const results = await openResults(store);
    store.read.length = 0;
    const top = await results.top('Smiling', 20);
    expect(top.map(({ id, row, score }) => [id, row, score])).toEqual(
      sortedRows(0)
        .slice(0, 20)
        .map(({ row, score }) => [idOf(row), row, score]),
    );
    expect(store.read.filter((key) => key.startsWith('scores/')).length).toBeLessThanOrEqual(20);
  });

  it('are read shard by shard, at most eight ahead', async () => {
    const results = await openResults(store);
    store.read.length = 0;
    let shards = 0;
    for await (const { first, scores } of results.scoresOf('Young')) {
      shards++;
      expect([first, scores.length]).toEqual([(shards - 1) * 10_000, 10_000]);
      const read = store.read.filter((key) => key.startsWith('scores/')).length;
      expect(read).toBeLessThanOrEqual(shards + 7);
    }
    expect(shards).toBe(100);
    const { histogram } = await results.summary('Young');
    expect(histogram.counts.reduce((a, b) => a + b)).toBe(COUNT);
  });

  it('are found by id', async () => {
    const results = await openResults(store);
    for (const row of [0, 123_456, COUNT - 1]) {
      expect(await results.find(idOf(row))).toMatchObject({ row });
    }
  });
});
