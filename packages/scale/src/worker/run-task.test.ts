import { contiguous } from '@csm/base';
import { type ConceptVector, conceptVector, explain, functionEncoder } from '@csm/core';
import { gradient, smoothGrad } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import { parquetReadObjects } from 'hyparquet';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { DRAWN_CONCEPTS, drawnIds, drawnInputs, drawnJob, drawnJobPlan } from '../../test/drawn-job.js';
import { failingStore } from '../../test/failing-store.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { pendingTasks } from '../plan/pending-tasks.js';
import type { Plan } from '../plan/plan.js';
import { planTasks } from '../plan/plan-tasks.js';
import type { ObjectStore } from '../stores/object-store.js';
import { runTask } from './run-task.js';
import type { ShardJob } from './shard-job.js';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);
const parsed = (content: Uint8Array | undefined) => JSON.parse(text(content));

let job: ReturnType<typeof drawnJob>;
beforeAll(async () => {
  await useBackend('cpu');
  job = drawnJob();
});

async function runAll(plan: Plan, store: ObjectStore, by: ShardJob = job): Promise<void> {
  for (const task of planTasks(plan)) await runTask(plan, task, by, store);
}

/** The store of an unbroken run. */
async function unbroken(): Promise<[Plan, MemoryStore]> {
  const store = memoryStore();
  const plan = await drawnJobPlan(store);
  await runAll(plan, store);
  return [plan, store];
}

async function rowsOf(store: MemoryStore, plan: Plan): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const shard of plan.shards.ids.keys()) {
    const { buffer } = store.objects.get(`scores/${String(shard).padStart(6, '0')}.parquet`)!.slice();
    rows.push(...(await parquetReadObjects({ file: buffer as ArrayBuffer })));
  }
  return rows;
}

/** The full maps of a concept in a shard, without the padding of the last one. */
function chunk(store: MemoryStore, shard: number, concept: number, length: number): Float32Array {
  const { buffer } = store.objects.get(`maps.zarr/maps/c.${shard}.${concept}.0.0.0`)!.slice();
  return new Float32Array(buffer).slice(0, length);
}

describe('runTask', () => {
  it.each([
    [4, 3],
    [4, 8],
    [3, 1],
    [11, 2],
    [20, 11],
  ])(
    'stores what explain finds for all inputs at once, in shards of %i and batches of %i',
    async (shardSize, batchSize) => {
      const store = memoryStore();
      const plan = await drawnJobPlan(store, { maps: 'full', shardSize, batchSize });
      await runAll(plan, store);
      const whole = await explain(job.encoder, DRAWN_CONCEPTS, drawnInputs(0, 11), job.explainer, {
        batchSize: 11,
      });
      const rows = await rowsOf(store, plan);
      expect(rows.map(({ id }) => id)).toEqual(drawnIds(11));
      for (const [k, { name, scores, maps }] of whole.entries()) {
        // Sums of up to 60 float32 products of size 1.
        for (const [i, row] of rows.entries())
          expect(Math.abs((row[name] as number) - scores.get(i))).toBeLessThan(4e-6);
        const each = plan.shards.size * 60;
        for (const shard of plan.shards.ids.keys()) {
          const expected = contiguous(maps).slice(shard * each, (shard + 1) * each);
          const found = chunk(store, shard, k, expected.length);
          for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(4e-6);
        }
      }
    },
  );

  it('puts manifest and certificates, and reports what it did', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const seen: [number, number][] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push([done, total]);
    expect(await runTask(plan, 1, job, store, { onProgress })).toEqual({
      task: 1,
      done: 'computed',
      inputs: 4,
    });
    expect(seen).toEqual([
      [3, 4],
      [4, 4],
    ]);
    expect([...store.objects.keys()].at(-1)).toBe('shards/000001.json');
    const manifest = parsed(store.objects.get('shards/000001.json'));
    expect(manifest).toMatchObject({ format: 'csm-shard', plan: plan.id, shard: 1, inputs: 4 });
    expect(await pendingTasks(plan, store)).toEqual([0, 2, 3, 4, 5]);
    expect(await runTask(plan, 4, job, store)).toEqual({ task: 4, done: 'computed', inputs: 0 });
    expect(parsed(store.objects.get('certificates/000001.json'))).toEqual({ concept: 'Hat' });
    const before = new Map(store.objects);
    for (const task of [1, 4]) {
      expect(await runTask(plan, task, job, store)).toEqual({ task, done: 'there already', inputs: 0 });
    }
    expect(store.objects).toEqual(before);
  });

  it('reads the inputs of its shard only, in batches', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const one = drawnJob();
    await runTask(plan, 1, one, store);
    expect(one.ids).toEqual([drawnIds(11).slice(4, 7), drawnIds(11).slice(7, 8)]);
    await runTask(plan, 1, one, store);
    expect(one.ids.length).toBe(2);
  });

  it('leaves the bytes of an unbroken run after any call of the store failed, before or after its effect', async () => {
    const begun = memoryStore();
    const plan = await drawnJobPlan(begun);
    for (const task of [2, 3]) {
      const whole = memoryStore('memory', new Map(begun.objects));
      const counted = failingStore(whole);
      await runTask(plan, task, job, counted);
      expect(counted.calls()).toBeGreaterThan(task === 2 ? 8 : 2);
      for (let failed = 1; failed <= counted.calls(); failed++) {
        for (const when of ['before', 'after'] as const) {
          const store = memoryStore('memory', new Map(begun.objects));
          const broken = runTask(plan, task, job, failingStore(store, failed, when));
          await expect(broken).rejects.toThrow(`call ${failed} failed`);
          await runTask(plan, task, job, store);
          expect(store.objects).toEqual(whole.objects);
        }
      }
    }
  });

  it('lets two workers do the same shard at the same time', async () => {
    const [plan, whole] = await unbroken();
    const store = memoryStore();
    await drawnJobPlan(store);
    const other = drawnJob();
    const done = await Promise.all([job, other, job].map((each) => runTask(plan, 0, each, store)));
    expect(done.map((each) => each.done)).toEqual(['computed', 'computed', 'computed']);
    await Promise.all(
      planTasks(plan).flatMap((task) => [job, other].map((each) => runTask(plan, task, each, store))),
    );
    expect(store.objects).toEqual(whole.objects);
  });

  it('takes the shard of another worker that finished first with other last digits', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const slow: ShardJob = {
      ...job,
      async read(ids, first, options) {
        // The other worker, on another processor, does the whole shard in the meantime.
        if (first === 0) await runTask(plan, 0, job, store);
        const inputs = await job.read(ids, first, options);
        inputs.data[0]! += 1e-3;
        return inputs;
      },
    };
    expect(await runTask(plan, 0, slow, store)).toEqual({ task: 0, done: 'there already', inputs: 0 });
  });

  it('refuses to mix its results with others of an unfinished shard', async () => {
    const [plan, whole] = await unbroken();
    const store = memoryStore('faces/', new Map(whole.objects));
    store.objects.delete('shards/000000.json');
    store.objects.set('scores/000000.parquet', bytes('other'));
    await expect(runTask(plan, 0, job, store)).rejects.toThrow(
      /^runTask: expected shard 0 to have the results with which another worker began it; they differ \(putOnce: faces\/ .*\); engines may compute other last digits on another processor: [^\n]*\.$/,
    );
    expect(store.objects.has('shards/000000.json')).toBe(false);
  });

  it('refuses a store of another plan, without a plan, or with a damaged one', async () => {
    const store = memoryStore('faces/');
    const plan = await drawnJobPlan(store);
    const other = memoryStore('cats/');
    const { id } = await drawnJobPlan(other, { batchSize: 2 });
    const message = (came: string) =>
      `runTask: expected the store of plan ${plan.id.slice(0, 12)}; cats/ ${came}; give the store that this plan was made with.`;
    await expect(runTask(plan, 0, job, other)).rejects.toThrow(message(`holds plan ${id.slice(0, 12)}`));
    other.objects.set('plan.json', bytes('<html>'));
    await expect(runTask(plan, 0, job, other)).rejects.toThrow(message('holds a damaged plan.json'));
    other.objects.delete('plan.json');
    await expect(runTask(plan, 0, job, other)).rejects.toThrow(message('has no plan.json'));
  });

  it('refuses lists and manifests that are not those of the plan', async () => {
    const store = memoryStore('faces/');
    const plan = await drawnJobPlan(store);
    store.objects.set('inputs/000000.json', store.objects.get('inputs/000001.json')!);
    await expect(runTask(plan, 0, job, store)).rejects.toThrow('faces/ holds another file');
    const manifest = { format: 'csm-shard', plan: 'other', shard: 1, objects: {}, scores: [] };
    store.objects.set('shards/000001.json', bytes(JSON.stringify(manifest)));
    await expect(runTask(plan, 1, job, store)).rejects.toThrow(
      'shards/000001.json of faces/ is that of another plan or shard; use the store of this plan, or an empty one.',
    );
    for (const damaged of ['', 'null', '{"format":', '[]']) {
      store.objects.set('shards/000002.json', bytes(damaged));
      await expect(runTask(plan, 2, job, store)).rejects.toThrow('shards/000002.json of faces/ is damaged');
    }
  });

  it.each<[string, () => Partial<Record<keyof ShardJob, unknown>>, string]>([
    [
      'a concept less',
      () => ({ concepts: DRAWN_CONCEPTS.slice(0, 2) }),
      'number 2 must be "Glasses"; got none',
    ],
    ['no concepts', () => ({ concepts: [] }), 'number 0 must be "Smiling"; got none'],
    [
      'another order',
      () => ({ concepts: [...DRAWN_CONCEPTS].reverse() }),
      'number 0 must be "Smiling"; got "Glasses"',
    ],
    [
      'a concept more',
      () => ({ concepts: [...DRAWN_CONCEPTS, named('Male')] }),
      'number 3 must be absent; got "Male"',
    ],
    ['an object of concepts', () => ({ concepts: {} }), 'job.concepts must be an array'],
    [
      'another shape',
      () => ({ encoder: encoderOf([5, 6, 2]) }),
      'inputs of shape [6, 5, 2], as in the plan; got one of [5, 6, 2]',
    ],
    [
      'another layout',
      () => ({ encoder: { ...job.encoder, layout: 'channelsFirst' } }),
      'an encoder of layout channelsLast',
    ],
    [
      'an encoder for some samples',
      () => ({ encoder: { ...job.encoder, samples: 11 } }),
      'that was made for 11 inputs',
    ],
    ['no encoder', () => ({ encoder: undefined }), 'runTask: expected an Encoder'],
    ['no method', () => ({ explainer: undefined }), 'runTask: expected an Explainer'],
    ['no reader', () => ({ read: undefined }), 'job.read must be a function'],
    ['no certificates', () => ({ certificate: undefined }), 'job.certificate must be a function'],
  ])('refuses a job with %s, before it reads', async (_, more, message) => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const before = store.read.length;
    await expect(runTask(plan, 0, { ...job, ...more() } as ShardJob, store)).rejects.toThrow(message);
    expect(store.read.length).toBe(before);
  });

  it('refuses tasks and options that do not exist', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    await expect(runTask(plan, 6, job, store)).rejects.toThrow(
      'task must be a whole number from 0 to 5; got 6',
    );
    const options = { retries: 3 } as object;
    await expect(runTask(plan, 0, job, store, options)).rejects.toThrow('unknown option "retries"');
  });

  it('names the inputs that could not be read or explained', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const broken = (change: (data: Float32Array) => void): ShardJob => ({
      ...job,
      async read(ids, first, options) {
        const inputs = await job.read(ids, first, options);
        change(inputs.data);
        return inputs;
      },
    });
    const nan = runTask(
      plan,
      2,
      broken((data) => data.fill(Number.NaN, 60, 61)),
      store,
    );
    await expect(nan).rejects.toThrow(
      'runTask, inputs "img-8.jpg" to "img-10.jpg": explain: inputs must be finite numbers; sample 1 holds NaN.',
    );
    await expect(nan).rejects.toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }));
    const short = { ...job, read: async () => drawnInputs(0, 2) };
    await expect(runTask(plan, 0, short, store)).rejects.toThrow(
      'runTask, inputs "img-0.jpg" to "img-2.jpg": the result of job.read must have shape [3, 6, 5, 2]; got [2, 6, 5, 2].',
    );
    const missing = {
      ...job,
      read: () => Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' })),
    };
    await expect(runTask(plan, 0, missing, store)).rejects.toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
    expect([...store.objects.keys()].filter((key) => /^(scores|shards)/.test(key))).toEqual([]);
  });

  it('keeps the certificate that another worker put meanwhile', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    const task = plan.shards.ids.length;
    const key = 'certificates/000000.json';
    const late = {
      ...job,
      certificate: async () => {
        await store.putIfAbsent(key, bytes('{"verdict":1}'));
        return '{"verdict":1.0000001}';
      },
    };
    expect(await runTask(plan, task, late, store)).toEqual({ task, done: 'there already', inputs: 0 });
    expect(parsed(store.objects.get(key))).toEqual({ verdict: 1 });
  });

  it('refuses certificates that are not JSON', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    for (const made of ['', 'yes', undefined]) {
      const other = { ...job, certificate: async () => made as string };
      await expect(runTask(plan, 3, other, store)).rejects.toThrow(
        'expected the certificate of "Smiling" as JSON',
      );
    }
    expect(await pendingTasks(plan, store)).toContain(3);
  });

  it('takes the extremes of all inputs from the job, and refuses methods that need them without', async () => {
    const explainer = smoothGrad(gradient(), { samples: 2, rangeOf: 'inputs', seed: 3 });
    const all = drawnInputs(0, 11);
    const feature = (i: number) => Array.from({ length: 11 }, (_, n) => all.data[n * 60 + i]!);
    const extremes = {
      least: Float32Array.from({ length: 60 }, (_, i) => Math.min(...feature(i))),
      greatest: Float32Array.from({ length: 60 }, (_, i) => Math.max(...feature(i))),
    };
    const store = memoryStore();
    const plan = await drawnJobPlan(store, { maps: 'full' });
    await expect(runTask(plan, 0, { ...job, explainer }, store)).rejects.toThrow(
      'expected the extremes of all inputs in job.extremes, because SmoothGrad of gradient needs them',
    );
    await runTask(plan, 1, { ...job, explainer, extremes }, store);
    const [whole] = await explain(job.encoder, DRAWN_CONCEPTS, all, explainer);
    const expected = contiguous(whole!.maps).slice(240, 480);
    const found = chunk(store, 1, 0, 240);
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(4e-6);
  });

  it('warns once of each doubt in a shard', async () => {
    const zero: ShardJob = {
      ...job,
      explainer: {
        name: 'zero',
        attribute: async ({ scores }, inputs, { onWarning }) => {
          onWarning?.('doubtful');
          return { maps: scores.map(() => tf.zerosLike(inputs)) };
        },
      },
    };
    const warnings: string[] = [];
    const store = memoryStore();
    const plan = await drawnJobPlan(store, { batchSize: 1 });
    await runTask(plan, 0, zero, store, { onWarning: (message) => warnings.push(message) });
    expect(warnings.length).toBe(1 + DRAWN_CONCEPTS.length);
    expect(new Set(warnings).size).toBe(warnings.length);
  });

  it('stops on an abort with its reason, and leaves the task pending', async () => {
    const [plan, whole] = await unbroken();
    const store = memoryStore();
    await drawnJobPlan(store);
    const { numTensors } = tf.memory();
    for (const when of ['before', 'reading', 'explaining'] as const) {
      const controller = new AbortController();
      const reason = new Error(when);
      const abort = () => controller.abort(reason);
      if (when === 'before') abort();
      const stopped: ShardJob = {
        ...job,
        async read(ids, first, options) {
          if (when === 'reading') abort();
          options.signal?.throwIfAborted();
          if (when === 'explaining') setTimeout(abort);
          await new Promise((resolve) => setTimeout(resolve, when === 'explaining' ? 5 : 0));
          return job.read(ids, first, options);
        },
      };
      await expect(runTask(plan, 0, stopped, store, { signal: controller.signal })).rejects.toBe(reason);
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await pendingTasks(plan, store)).toEqual(planTasks(plan));
    await runAll(plan, store);
    expect(store.objects).toEqual(whole.objects);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('explains vectors without maps', async () => {
    const store = memoryStore();
    const encoder = functionEncoder((x) => tf.slice(tf.tanh(x), [0, 0], [-1, 4]), { inputShape: [60] });
    const plan = await drawnJobPlan(store, { inputShape: [60], layout: undefined, maps: 'none' });
    const read: ShardJob['read'] = async (ids, first) =>
      ndarray(drawnInputs(first, ids.length).data, [ids.length, 60]);
    await runAll(plan, store, { ...job, encoder, read });
    const rows = await rowsOf(store, plan);
    const { vector } = DRAWN_CONCEPTS[0]!;
    for (const [i, row] of rows.entries()) {
      const [a, b, c, d] = drawnInputs(i, 1).data;
      const score = [a!, b!, c!, d!].reduce((sum, x, k) => sum + Math.tanh(x) * vector[k]!, 0);
      expect(Math.abs((row.Smiling as number) - score)).toBeLessThan(2e-6);
    }
    expect([...store.objects.keys()].filter((key) => key.startsWith('maps'))).toEqual([]);
  });
});

const named = (name: string): ConceptVector => conceptVector(name, [1, 2, 3, 4]);
const encoderOf = (inputShape: number[]) =>
  functionEncoder((x) => tf.slice(tf.reshape(x, [-1, 60]), [0, 0], [-1, 4]), { inputShape });
