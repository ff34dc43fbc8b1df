import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failingStore } from '../../test/failing-store.js';
import { memoryStore } from '../../test/memory-store.js';
import { makePlan } from './make-plan.js';
import type { Json, PlanJob } from './plan.js';
import { planBytes } from './plan-bytes.js';
import type { MakePlanOptions } from './plan-options.js';
import { loadPlan, readPlan } from './read-plan.js';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);
const names = (count: number) => Array.from({ length: count }, (_, i) => `img-${i}.jpg`);

const options = (more: Partial<MakePlanOptions> = {}): MakePlanOptions => ({
  store: memoryStore(),
  ids: names(10),
  shardSize: 4,
  concepts: ['Smiling', 'Male'],
  inputShape: [64, 48, 3],
  layout: 'channelsLast',
  files: { 'concepts.json': bytes('[]'), 'model/encoder.onnx': bytes('weights') },
  job: { method: 'gradient', settings: { steps: 50 } },
  places: { data: 'faces/' },
  ...more,
});

async function* streamed(ids: Iterable<string>) {
  yield* ids;
}

describe('makePlan', () => {
  it('puts lists, files and the plan into the store, the plan last', async () => {
    const store = memoryStore('faces-store');
    const plan = await makePlan(options({ store }));
    const list = `${JSON.stringify(names(10).slice(4, 8))}\n`;
    expect(text(store.objects.get('inputs/000001.json'))).toBe(list);
    expect(text(store.objects.get('inputs/000002.json'))).toBe('["img-8.jpg","img-9.jpg"]\n');
    expect(text(store.objects.get('model/encoder.onnx'))).toBe('weights');
    expect(plan).toMatchObject({
      format: 'csm-plan',
      places: { store: 'faces-store', data: 'faces/' },
      concepts: ['Smiling', 'Male'],
      inputs: { count: 10, shape: [64, 48, 3], layout: 'channelsLast' },
      maps: { kind: 'pooled', shape: [16, 16] },
      batchSize: 8,
      certificates: false,
      files: { 'concepts.json': sha256('[]'), 'model/encoder.onnx': sha256('weights') },
      job: { method: 'gradient', settings: { steps: 50 } },
    });
    expect(plan.shards.size).toBe(4);
    expect(plan.shards.ids[1]).toBe(sha256(list));
    expect(await loadPlan(store)).toEqual(plan);
    expect([...store.objects.keys()].at(-1)).toBe('plan.json');
  });

  it('has the SHA-256 of its sorted content without id and places as id', async () => {
    const { id, places: _, ...content } = await makePlan(options());
    const sorted = (value: Json): Json =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, v]) => [k, sorted(v)]),
          );
    expect(id).toBe(sha256(JSON.stringify(sorted(content as unknown as Json))));
  });

  it('has the same id elsewhere, and another with any other setting', async () => {
    const { id } = await makePlan(options());
    const same = await makePlan(
      options({ store: memoryStore('s3://elsewhere'), places: { data: '/mnt/faces' } }),
    );
    expect(same.id).toBe(id);
    const others: Partial<MakePlanOptions>[] = [
      { ids: names(9) },
      { ids: [...names(9), 'other.jpg'] },
      { shardSize: 5 },
      { concepts: ['Male', 'Smiling'] },
      { inputShape: [64, 64, 3] },
      { maps: 'full' },
      { batchSize: 4 },
      { certificates: true },
      { files: {} },
      { job: { method: 'gradient', settings: { steps: 51 } } },
    ];
    const ids = await Promise.all(others.map(async (other) => (await makePlan(options(other))).id));
    expect(new Set([id, ...ids]).size).toBe(others.length + 1);
  });

  it('reads ids from arrays, iterables and streams', async () => {
    const plans = await Promise.all([
      makePlan(options()),
      makePlan(options({ ids: new Set(names(10)) })),
      makePlan(options({ ids: streamed(names(10)) })),
      makePlan(options({ ids: streamed(names(10)), count: 10, shardSize: undefined, shards: 3 })),
    ]);
    expect(new Set(plans.map(({ id }) => id)).size).toBe(1);
  });

  it('reports progress up to the number of inputs', async () => {
    const seen: [number, number][] = [];
    await makePlan(
      options({ ids: names(100), shardSize: 3, onProgress: ({ done, total }) => seen.push([done, total]) }),
    );
    expect(seen).toEqual([24, 48, 72, 96, 100].map((done) => [done, 100]));
  });

  it('makes the same plan again, also after it was interrupted anywhere', async () => {
    const whole = memoryStore();
    const expected = await makePlan(options({ store: whole }));
    const counted = failingStore(memoryStore());
    await makePlan(options({ store: counted }));
    const calls = counted.calls();
    for (let failed = 1; failed <= calls; failed++) {
      for (const when of ['before', 'after'] as const) {
        const store = memoryStore();
        const broken = makePlan(options({ store: failingStore(store, failed, when) }));
        await expect(broken).rejects.toThrow(`call ${failed} failed`);
        expect(await makePlan(options({ store }))).toEqual(expected);
        expect(await makePlan(options({ store }))).toEqual(expected);
        expect(store.objects).toEqual(whole.objects);
      }
    }
    expect(calls).toBeGreaterThan(8);
  });

  it('leaves the plan that a store has, and refuses others there', async () => {
    const store = memoryStore('results/');
    await makePlan(options({ store }));
    const before = new Map(store.objects);
    const other = { store, concepts: ['Hat'], ids: names(20), files: { 'job/baselines.npy': bytes('1') } };
    await expect(makePlan(options(other))).rejects.toThrow(
      'makePlan: expected an empty store, or one with the same plan; results/ holds a plan with other concepts, inputs, shards, files; ' +
        'choose another store.',
    );
    await makePlan(options({ store, places: { store: '/elsewhere' } }));
    expect(store.objects).toEqual(before);
  });

  it('refuses a store that holds something else', async () => {
    const store = memoryStore('photos/', new Map([['holiday.jpg', bytes('')]]));
    await expect(makePlan(options({ store }))).rejects.toThrow(
      'makePlan: expected an empty store, or one with the same plan; photos/ holds holiday.jpg; choose another store.',
    );
    expect([...store.objects.keys()]).toEqual(['holiday.jpg']);
    const results = memoryStore('old/', new Map([['shards/000000.json', bytes('{}')]]));
    await expect(makePlan(options({ store: results }))).rejects.toThrow('old/ holds shards/000000.json');
    const foreign = memoryStore('site/', new Map([['plan.json', bytes('{"rooms":3}')]]));
    await expect(makePlan(options({ store: foreign }))).rejects.toThrow('plan.json of site/ is other JSON');
  });

  it('lets one of two processes that make different plans at the same time win', async () => {
    const store = memoryStore();
    const made = await Promise.allSettled([
      makePlan(options({ store, files: {}, maps: 'none' })),
      makePlan(options({ store, files: {}, maps: 'none', batchSize: 2 })),
    ]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = made.find((each) => each.status === 'fulfilled');
    expect(await loadPlan(store)).toEqual(winner?.value);
  });

  it('refuses duplicates before it writes from an array, and later from a stream', async () => {
    const twice = [...names(6), 'img-2.jpg'];
    const store = memoryStore();
    const message =
      'makePlan: ids must be different, because results are found by id; number 6, "img-2.jpg", is a duplicate; rename it or leave it out.';
    await expect(makePlan(options({ store, ids: twice }))).rejects.toThrow(message);
    expect(store.objects.size).toBe(0);
    await expect(makePlan(options({ store, ids: streamed(twice) }))).rejects.toThrow(message);
    expect(store.objects.has('plan.json')).toBe(false);
  });

  it('refuses no inputs, more shards than inputs, and a count that is wrong', async () => {
    const none = 'makePlan: expected at least one id; got none; check the data.';
    await expect(makePlan(options({ ids: [] }))).rejects.toThrow(none);
    await expect(makePlan(options({ ids: streamed([]) }))).rejects.toThrow(none);
    await expect(makePlan(options({ shardSize: undefined, shards: 11 }))).rejects.toThrow(
      'makePlan: expected at most one shard per input, 10; got 11; use fewer shards.',
    );
    await expect(makePlan(options({ count: 9 }))).rejects.toThrow(
      'makePlan: expected 9 ids, as count says; got 10',
    );
    await expect(
      makePlan(options({ ids: streamed(names(3)), shardSize: undefined, shards: 2 })),
    ).rejects.toThrow('pass count, or shardSize instead of shards');
  });

  it('warns if there are fewer shards than asked for', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const plan = await makePlan(options({ ids: names(9), shardSize: undefined, shards: 6, onWarning }));
    expect(plan.shards.ids.length).toBe(5);
    expect(warnings).toEqual([
      'makePlan: 9 inputs make 5 shards of at most 2 instead of 6; number the tasks accordingly.',
    ]);
  });

  it('refuses shards whose maps do not fit into memory, and says what fits', async () => {
    const large = {
      maps: 'full',
      inputShape: [128, 128, 3],
      concepts: names(40),
      shardSize: undefined,
    } as const;
    // 40 maps of 128 × 128 × 3 float32 numbers are 7.86 MB: 32 inputs fit into 256 MB.
    await expect(makePlan(options({ ...large, ids: names(100), shards: 2 }))).rejects.toThrow(
      'makePlan: expected shards whose maps take at most 256 MB, because a worker keeps them in memory; one of 50 inputs takes 394 MB; ' +
        'use a shard size of at most 32, or at least 4 shards.',
    );
    expect((await makePlan(options({ ...large, ids: names(100), shards: 4 }))).shards.size).toBe(25);
    // At most 64 MB by default, in whole batches of 4: 8 inputs.
    expect((await makePlan(options({ ...large, ids: names(100), batchSize: 4 }))).shards.size).toBe(8);
    await expect(makePlan(options({ maps: 'full', inputShape: [8192, 8192, 1] }))).rejects.toThrow(
      'makePlan: expected',
    );
  });

  it.each([
    [[64, 48, 3], 'channelsLast', 'pooled', [16, 16]],
    [[3, 64, 48], 'channelsFirst', 'pooled', [16, 16]],
    [[28, 10], undefined, 'pooled', [16, 10]],
    [[2, 2, 1], undefined, 'pooled', [2, 2]],
    [[1, 64, 3], 'channelsLast', 'full', [1, 64, 3]],
    [[256], undefined, 'full', [256]],
    [[257], undefined, 'none', []],
    [[4, 4, 4, 4], undefined, 'full', [4, 4, 4, 4]],
  ] as const)('keeps maps of shape %j, %s, as %s by default', async (inputShape, layout, kind, shape) => {
    const { maps } = await makePlan(options({ inputShape, layout }));
    expect(maps).toEqual({ kind, shape });
  });

  it.each<[string, Partial<Record<keyof MakePlanOptions, unknown>>, string]>([
    ['an unknown option', { shard: 3 } as object, 'unknown option "shard"'],
    ['no store', { store: undefined }, 'store.putIfAbsent must be a function'],
    ['a text of ids', { ids: 'img-0.jpg' }, 'ids must be an array'],
    ['an id that is a number', { ids: ['a', 3] }, 'ids must be texts that are not empty; number 1 is 3'],
    ['an empty id', { ids: ['a', ''] }, 'ids must be texts'],
    ['no concepts', { concepts: [] }, 'expected at least one concept'],
    ['equal concepts', { concepts: ['a', 'b', 'a'] }, '"a" is a duplicate'],
    ['a concept without name', { concepts: ['a', ''] }, 'concepts must be names'],
    ['a shape without axes', { inputShape: [] }, 'inputShape must have at least one axis'],
    ['a shape of 0', { inputShape: [0] }, 'each length of inputShape must be a whole number'],
    ['an unknown layout', { layout: 'NCHW' }, 'layout must be'],
    [
      'a shape that looks like channels first',
      { inputShape: [3, 64, 64], layout: undefined },
      'channels-first',
    ],
    ['unknown maps', { maps: 'small' }, "maps must be 'pooled', 'full' or 'none'"],
    [
      'pooled vectors',
      { inputShape: [100], layout: undefined, maps: 'pooled' },
      'expected pictures of at least 2 × 2 pixels',
    ],
    ['no shards', { shardSize: 0 }, 'shardSize must be a whole number'],
    ['both shards and their size', { shards: 2 }, 'expected shards or shardSize, not both'],
    ['a fraction as batch', { batchSize: 1.5 }, 'batchSize must be a whole number'],
    ['certificates as text', { certificates: 'yes' }, 'certificates must be true or false'],
    ['a file as text', { files: { 'model/a': 'text' } }, '"model/a" is a string'],
    ['a file elsewhere', { files: { 'shards/000000.json': bytes('') } }, 'keys of files must be'],
    [
      'NaN in the job',
      { job: { settings: { steps: [1, Number.NaN] } } },
      'job.settings.steps[1] must be plain JSON',
    ],
    ['undefined in the job', { job: { seed: undefined } }, 'job.seed must be plain JSON'],
    ['a date in the job', { job: { made: new Date() } }, 'job.made must be plain JSON'],
    ['a job that is a list', { job: [1] }, 'job must be an object'],
    ['an empty place', { places: { data: '' } }, 'places.data must be a path or URL'],
    ['a controller as signal', { signal: new AbortController() }, 'signal must be an AbortSignal'],
  ])('refuses %s', async (_, more, message) => {
    const store = memoryStore();
    const made = makePlan({ ...options({ store }), ...more } as MakePlanOptions);
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }));
    await expect(made).rejects.toThrow(/^makePlan.*\.$/);
    expect(store.objects.size).toBe(0);
  });

  it('stops on an abort with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => controller.abort(reason);
    const store = memoryStore();
    const made = makePlan(
      options({ store, ids: names(100), shardSize: 2, onProgress, signal: controller.signal }),
    );
    await expect(made).rejects.toBe(reason);
    expect(store.objects.has('plan.json')).toBe(false);
  });

  it('cuts every number of inputs into lists that add up, and reads any plan back', async () => {
    const job = fc
      .jsonValue({ noUnicodeString: false } as object)
      .map((value): PlanJob => ({ value: value as Json }));
    // The table of scores has columns of these names.
    const conceptName = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((name) => !/^(row|id)$/i.test(name));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 40 }),
        fc.uniqueArray(conceptName, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        job,
        async (ids, concepts, shardSize, job) => {
          const store = memoryStore();
          const plan = await makePlan(options({ store, ids, concepts, shardSize, job }));
          const lists = plan.shards.ids.map((hash, shard) => {
            const list = store.objects.get(`inputs/${String(shard).padStart(6, '0')}.json`);
            expect(sha256(list!)).toBe(hash);
            return JSON.parse(text(list)) as string[];
          });
          expect(lists.flat()).toEqual(ids);
          for (const list of lists.slice(0, -1)) expect(list.length).toBe(plan.shards.size);
          const read = await readPlan(planBytes(plan));
          expect(JSON.stringify(read)).toBe(JSON.stringify(plan));
        },
      ),
      { numRuns: 60 },
    );
  });
});
