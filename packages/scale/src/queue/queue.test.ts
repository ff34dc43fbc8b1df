import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../test/alive.js';
import { FAKE_TASKS, type FakePlan, fakePlan } from '../../test/fake-tasks/fake-plan.js';
import { startProgram } from '../../test/fake-tasks/start-program.js';
import { freePort, missingRedis, startRedis, type TestRedis } from '../../test/redis-server.js';
import { enqueuePlan } from './enqueue-plan.js';
import { queueStatus } from './queue-status.js';
import { queueWorker } from './queue-worker.js';

const missing = missingRedis();
const range = (end: number) => Array.from({ length: end }, (_, i) => i);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const startsOf = ({ starts }: FakePlan, wanted: number) => starts().filter(({ task }) => task === wanted);
const each = <T>(tasks: number, behaviour: T) =>
  Object.fromEntries(range(tasks).map((task) => [task, behaviour]));
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await delay(50);
};

describe.skipIf(missing)(`a queue${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.kill());
  const worker = { ...FAKE_TASKS, processes: 2, lockDuration: 2000, untilEmpty: true, onWarning: () => {} };

  it('has each task once however often it is enqueued, and workers do them', async () => {
    const fake = fakePlan(20);
    const { plan } = fake;
    const queue = redis.address;
    expect(await enqueuePlan({ plan, queue, tasks: [3, 4] })).toEqual({ enqueued: 2, thereAlready: 0 });
    await enqueuePlan({ plan, queue });
    await enqueuePlan({ plan, queue });
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 20, running: 0, setAside: [] });
    const [a, b] = await Promise.all([
      queueWorker({ ...worker, plan, queue, processes: 1 }),
      queueWorker({ ...worker, plan, queue, processes: 1 }),
    ]);
    expect(a.computed + b.computed).toBe(20);
    expect(sorted(fake.starts().map(({ task }) => task))).toEqual(range(20));
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 0, running: 0, setAside: [] });
    expect(await enqueuePlan({ plan, queue })).toEqual({ enqueued: 0, thereAlready: 20 });
  });

  it('keeps the lock of a task that blocks its process for five times as long as the lock', async () => {
    const fake = fakePlan(1, { 0: { kind: 'block', ms: 10_000 } });
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    await Promise.all([queueWorker({ ...worker, plan, queue }), queueWorker({ ...worker, plan, queue })]);
    expect(fake.starts()).toHaveLength(1);
    expect(fake.done()).toEqual([0]);
  });

  it('sets aside a task that keeps failing, does the others, and tries it again when it is enqueued again', async () => {
    const fake = fakePlan(6, {
      2: { kind: 'fail', times: 2, reason: 'read: the picture is damaged.' },
      4: { kind: 'kill', times: 2 },
    });
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue, attempts: 2 });
    await queueWorker({ ...worker, plan, queue });
    expect(sorted(fake.done())).toEqual([0, 1, 3, 5]);
    expect(startsOf(fake, 2)).toHaveLength(2);
    expect(startsOf(fake, 4)).toHaveLength(2);
    const { setAside } = await queueStatus({ plan, queue });
    expect(setAside).toEqual([
      { task: 2, reason: 'read: the picture is damaged.' },
      { task: 4, reason: expect.stringContaining('ended by SIGKILL') },
    ]);
    expect(await enqueuePlan({ plan, queue })).toEqual({ enqueued: 2, thereAlready: 4 });
    await queueWorker({ ...worker, plan, queue });
    expect(sorted(fake.done())).toEqual(range(6));
    expect((await queueStatus({ plan, queue })).setAside).toEqual([]);
  });

  it('gives the task of a worker that was killed to another', async () => {
    const fake = fakePlan(3, { 1: { kind: 'work', ms: 2000 } });
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue, tasks: [1] });
    const program = startProgram(plan, { queue, lockDuration: 2000 });
    await until(() => startsOf(fake, 1).length === 1);
    program.kill('SIGKILL');
    await enqueuePlan({ plan, queue });
    await queueWorker({ ...worker, plan, queue });
    expect(sorted(fake.done())).toEqual(range(3));
    expect(startsOf(fake, 1)).toHaveLength(2);
    for (const { pid } of fake.starts()) expect(runs(pid)).toBe(false);
  });

  it('finishes its tasks after SIGTERM, and takes no others', async () => {
    const fake = fakePlan(6, each(6, { kind: 'work', ms: 1500 } as const));
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const program = startProgram(plan, { queue, lockDuration: 2000 });
    await until(() => fake.starts().length === 2);
    program.kill('SIGTERM');
    const { code, output } = await program.ended;
    expect(code, output).toBe(0);
    expect(fake.done()).toHaveLength(2);
    expect(await queueStatus({ plan, queue })).toMatchObject({ waiting: 4, running: 0 });
  });

  it('gives its tasks back after a second SIGTERM', async () => {
    const fake = fakePlan(6, each(6, { kind: 'block', ms: 60_000 } as const));
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const program = startProgram(plan, { queue, lockDuration: 60_000 });
    await until(() => fake.starts().length === 2);
    program.kill('SIGTERM');
    await delay(500);
    program.kill('SIGTERM');
    const { code, output } = await program.ended;
    expect(code).toBe(3);
    expect(output).toContain('failed: stopped');
    expect(fake.done()).toEqual([]);
    for (const { pid } of fake.starts()) expect(runs(pid)).toBe(false);
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 6, running: 0, setAside: [] });
  });

  it('ends with the first error by which no task can be done, and gives the task back', async () => {
    const fake = fakePlan(
      4,
      each(4, {
        kind: 'fail',
        times: 9,
        reason: 'open: other model.',
        code: 'ERR_INVALID_FILE',
        opening: true,
      } as const),
    );
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    await expect(queueWorker({ ...worker, plan, queue })).rejects.toMatchObject({
      message: 'open: other model.',
      code: 'ERR_INVALID_FILE',
    });
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 4, running: 0, setAside: [] });
  });

  it('rejects a Redis that is not there, a wrong password and a wrong address at once', async () => {
    const { plan } = fakePlan(1);
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    for (const call of [enqueuePlan, queueStatus]) {
      await expect(call({ plan, queue: nowhere })).rejects.toThrow(
        `${call.name}: expected Redis at ${nowhere}; connect ECONNREFUSED`,
      );
    }
    await expect(queueWorker({ ...worker, plan, queue: nowhere })).rejects.toThrow(
      /^queueWorker: expected Redis at .*ECONNREFUSED.*; start Redis there, or correct the address\.$/,
    );
    const locked = await startRedis({ password: 'secret' });
    const wrong = locked.address.replace('secret', 'guessed');
    await expect(queueStatus({ plan, queue: wrong })).rejects.toThrow(
      /^queueStatus: expected Redis at redis:\/\/:…@127\.0\.0\.1:\d+; WRONGPASS .*; correct the user and password in the address\.$/,
    );
    await expect(queueStatus({ plan, queue: locked.address.replace(':secret@', '') })).rejects.toThrow(
      /NOAUTH/,
    );
    expect(await queueStatus({ plan, queue: locked.address })).toMatchObject({ waiting: 0 });
    await locked.kill();
    await expect(queueStatus({ plan, queue: 'localhost' })).rejects.toThrow(
      'queue must be an address of Redis, such as "redis://localhost:6379"; got "localhost".',
    );
  });
});
