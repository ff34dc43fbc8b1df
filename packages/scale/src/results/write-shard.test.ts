import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { drawnId, drawnNumber, drawnPlan, drawnScore, drawnShard } from '../../test/drawn-shard.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import type { Plan } from '../plan/plan.js';
import { createMaps } from './create-maps.js';
import { manifestBytes, shardManifest } from './shard-manifest.js';
import { writeShard } from './write-shard.js';

const python = pythonWith('numpy');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-shards-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(plan: Plan, shards = plan.shards.ids.keys()): Promise<MemoryStore> {
  const store = memoryStore();
  await createMaps(plan, store);
  for (const shard of shards) await writeShard(plan, drawnShard(plan, shard), store);
  return store;
}

async function onDisk(store: MemoryStore, name: string): Promise<string> {
  for (const [key, bytes] of store.objects) {
    const path = join(folder, name, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  return join(folder, name);
}

describe('writeShard', () => {
  it('writes scores that DuckDB reads: rows, ids and one FLOAT column per concept, none of them missing', async () => {
    const plan = drawnPlan();
    const path = await onDisk(await written(plan), 'duckdb');
    const connection = await (await DuckDBInstance.create()).connect();
    const all = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    const table = `'${path}/scores/*.parquet'`;
    expect(await all(`select column_name, column_type from (describe select * from ${table})`)).toEqual([
      ['row', 'INTEGER'],
      ['id', 'VARCHAR'],
      ...plan.concepts.map((name) => [name, 'FLOAT']),
    ]);
    expect(
      await all(`select distinct repetition_type from parquet_schema(${table}) where type is not null`),
    ).toEqual([['REQUIRED']]);
    const rows = await all(`from ${table} order by row`);
    expect(rows).toEqual(
      Array.from({ length: 10 }, (_, row) => [
        row,
        drawnId(row),
        ...plan.concepts.map((_, concept) => expect.closeTo(drawnScore(row, concept), 6)),
      ]),
    );
    // By bits: DuckDB prints floats in short.
    const bits = await all(`select "Wavy hair"::double from ${table} order by row`);
    expect(bits).toEqual(Array.from({ length: 10 }, (_, row) => [drawnScore(row, 1)]));
  });

  it('writes the same bytes however the inputs are batched, and again', async () => {
    const plan = drawnPlan();
    const expected = await written(plan);
    for (const batchSize of [1, 3]) {
      expect((await written({ ...plan, batchSize })).objects).toEqual(expected.objects);
    }
    const again = await writeShard(plan, drawnShard(plan, 2), expected);
    expect(Object.keys(again)).toEqual([
      'scores/000002.parquet',
      'maps.zarr/maps/c.2.0.0.0',
      'maps.zarr/maps/c.2.1.0.0',
      'maps.zarr/maps/c.2.2.0.0',
      'maps.zarr/scales/c.2.0',
      'summaries/000002.npy',
    ]);
  });

  it('refuses to replace other results', async () => {
    const plan = drawnPlan();
    const store = await written(plan);
    const other = { ...drawnShard(plan, 0), ids: ['a', 'b', 'c', 'd'] };
    await expect(writeShard(plan, other, store)).rejects.toThrow(
      'memory already holds scores/000000.parquet',
    );
    await expect(createMaps({ ...plan, id: 'b'.repeat(64) }, store)).rejects.toThrow(
      'memory already holds maps.zarr/zarr.json',
    );
  });

  it.skipIf(!python)(
    `writes sums that NumPy reads${python ? '' : ' (skipped: no python3 with NumPy)'}`,
    async () => {
      const plan = drawnPlan({
        inputShape: [3, 5, 6],
        layout: 'channelsFirst',
        maps: { kind: 'none', shape: [] },
      });
      const path = await onDisk(await written(plan), 'sums');
      const script =
        'import numpy, sys, json; a = numpy.load(sys.argv[1]); print(json.dumps([str(a.dtype), a.shape, a.tolist()]))';
      const [type, shape, sums] = JSON.parse(
        execFileSync(python!, ['-c', script, join(path, 'summaries/000001.npy')], { encoding: 'utf8' }),
      );
      expect([type, shape]).toEqual(['float32', [3, 2, 5, 6]]);
      for (let y = 0; y < 5; y++) {
        for (let x = 0; x < 6; x++) {
          // Four numbers of up to 15 as float32.
          const digits = 5;
          const pixels = [4, 5, 6, 7].map((row) =>
            [0, 1, 2].reduce((sum, channel) => sum + drawnNumber(row, 1, channel * 30 + y * 6 + x), 0),
          );
          expect(sums[1][0][y][x]).toBeCloseTo(
            pixels.reduce((a, b) => a + b),
            digits,
          );
          expect(sums[1][1][y][x]).toBeCloseTo(
            pixels.reduce((a, b) => a + Math.abs(b), 0),
            digits,
          );
        }
      }
    },
  );

  it('sums large pictures over the windows of a grid of 64 × 64, which keeps their sum', async () => {
    const plan = drawnPlan({
      inputShape: [100, 70, 3],
      maps: { kind: 'none', shape: [] },
      concepts: ['Smiling'],
    });
    const { sums } = drawnShard(plan, 2);
    expect(sums.shape).toEqual([1, 2, 64, 64]);
    let sum = 0;
    for (const row of [8, 9]) for (let i = 0; i < 21_000; i++) sum += drawnNumber(row, 0, i);
    expect(sums.data.slice(0, 4096).reduce((a, b) => a + b)).toBeCloseTo(sum, 8);
  });

  it('rejects concepts with the name of a column', async () => {
    const plan = drawnPlan({ concepts: ['ID'] });
    await expect(written(plan)).rejects.toThrow('got the concept "ID"; rename it.');
  });

  it('lists objects and figures of the scores in the manifest', async () => {
    const plan = drawnPlan();
    const results = drawnShard(plan, 2);
    const objects = await writeShard(plan, results, memoryStore());
    const manifest = JSON.parse(
      new TextDecoder().decode(manifestBytes(shardManifest(plan, results, objects))),
    );
    expect(manifest).toMatchObject({ plan: plan.id, shard: 2, inputs: 2, objects });
    const [a, b] = [drawnScore(8, 1), drawnScore(9, 1)];
    const { count, min, max, mean, m2 } = manifest.scores[1];
    expect([count, min, max, mean]).toEqual([2, Math.min(a, b), Math.max(a, b), (a + b) / 2]);
    expect(m2).toBeCloseTo((a - b) ** 2 / 2, 12);
  });
});
