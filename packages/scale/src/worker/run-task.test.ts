import { contiguous } from '@csm/base';
import { explain } from '@csm/core';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { DRAWN_CONCEPTS, drawnIds, drawnInputs, drawnJob, drawnJobPlan } from '../../test/drawn-job.js';
import { memoryStore } from '../../test/memory-store.js';
import { planTasks } from '../plan/plan-tasks.js';
import { runTask } from './run-task.js';

beforeAll(() => useBackend('cpu'));

const parsed = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

describe('runTask', () => {
  it('stores the scores and maps of explain on all inputs at once', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store, { maps: 'full' });
    const job = drawnJob();
    for (const task of planTasks(plan)) await runTask(plan, task, job, store);
    const whole = await explain(job.encoder, DRAWN_CONCEPTS, drawnInputs(0, 11), job.explainer);
    const rows: Record<string, unknown>[] = [];
    for (const shard of [0, 1, 2]) {
      const { buffer } = store.objects.get(`scores/00000${shard}.parquet`)!.slice();
      rows.push(...(await parquetReadObjects({ file: buffer as ArrayBuffer })));
    }
    expect(rows.map(({ id }) => id)).toEqual(drawnIds(11));
    for (const [k, { name, scores, maps }] of whole.entries()) {
      for (const [i, row] of rows.entries()) expect(row[name]).toBeCloseTo(scores.get(i), 5);
      for (const shard of [0, 1, 2]) {
        const chunk = store.objects.get(`maps.zarr/maps/c/${shard}/${k}/0/0/0`)!.slice();
        const expected = contiguous(maps).slice(shard * 240, (shard + 1) * 240);
        // The last shard is padded.
        const numbers = new Float32Array(chunk.buffer).slice(0, expected.length);
        for (const [i, value] of expected.entries()) expect(numbers[i]).toBeCloseTo(value, 5);
      }
    }
    expect(parsed(store.objects.get('shards/000002.json'))).toMatchObject({
      plan: plan.id,
      shard: 2,
      inputs: 3,
    });
    expect(parsed(store.objects.get('certificates/000001.json'))).toEqual({ concept: 'Hat' });
  });
});
