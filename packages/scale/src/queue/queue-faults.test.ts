import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClock, missingFakeClock } from '../../test/fake-clock.js';
import { FAKE_TASKS, fakePlan } from '../../test/fake-tasks/fake-plan.js';
import { startProgram } from '../../test/fake-tasks/start-program.js';
import { missingRedis, startRedis, type TestRedis } from '../../test/redis-server.js';
import { enqueuePlan } from './enqueue-plan.js';
import { queueStatus } from './queue-status.js';
import { queueWorker } from './queue-worker.js';

const missing = missingRedis();
const missingClock = missing ?? missingFakeClock();
const range = (end: number) => Array.from({ length: end }, (_, i) => i);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const slowTasks = (tasks: number, ms: number) =>
  fakePlan(tasks, Object.fromEntries(range(tasks).map((task) => [task, { kind: 'work', ms } as const])));
const until = async (condition: () => boolean) => {
  while (!condition()) await delay(20);
};

describe.skipIf(missing)(`a Redis that is killed${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let redis: TestRedis | undefined;
  afterEach(async () => redis?.kill());
  const worker = { ...FAKE_TASKS, processes: 2, lockDuration: 1000 };

  it('is waited for, and goes on with its data', async () => {
    redis = await startRedis();
    const fake = slowTasks(8, 600);
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const warnings: string[] = [];
    const work = queueWorker({
      ...worker,
      plan,
      queue,
      untilEmpty: true,
      onWarning: (message) => warnings.push(message),
    });
    await until(() => fake.done().length >= 2);
    await redis.kill();
    await delay(2500);
    await redis.start();
    await work;
    expect(sorted(fake.done())).toEqual(range(8));
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 0, running: 0, setAside: [] });
    expect(warnings).toContain(
      `queueWorker: expected Redis at ${queue}; the connection is lost; waiting until it is back.`,
    );
    expect(warnings).toContain(`queueWorker: Redis at ${queue} is back.`);
    expect(warnings.filter((message) => message.includes('ECONNREFUSED'))).toEqual([]);
  });

  it('may lose its data: what is enqueued again is what is not in the store', async () => {
    redis = await startRedis();
    const fake = slowTasks(8, 600);
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const finish = new AbortController();
    const work = queueWorker({ ...worker, plan, queue, finish: finish.signal, onWarning: () => {} });
    await until(() => fake.done().length >= 2);
    await redis.kill();
    redis.forget();
    await redis.start();
    expect(await queueStatus({ plan, queue })).toMatchObject({ waiting: 0, running: 0 });
    const { enqueued, thereAlready } = await enqueuePlan({ plan, queue });
    expect(enqueued + thereAlready).toBe(8);
    expect(thereAlready).toBeGreaterThanOrEqual(2);
    await until(() => fake.done().length === 8);
    finish.abort();
    await work;
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 0, running: 0, setAside: [] });
  });

  it('does not keep a worker that is to end', async () => {
    redis = await startRedis();
    const fake = slowTasks(2, 1000);
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const program = startProgram(plan, { queue, lockDuration: 1000 });
    await until(() => fake.starts().length === 2);
    await redis.kill();
    program.kill('SIGTERM');
    const { code, output } = await program.ended;
    expect(code, output).toBe(0);
    expect(sorted(fake.done())).toEqual([0, 1]);
  });
});

describe.skipIf(missing)(`a clock of Redis that jumps${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('makes locks expire; their tasks go on, and no task is lost or set aside', async () => {
    const redis = await startRedis();
    const fake = slowTasks(6, 2000);
    const { plan } = fake;
    const queue = redis.address;
    await enqueuePlan({ plan, queue });
    const warnings: string[] = [];
    const work = queueWorker({
      ...FAKE_TASKS,
      processes: 2,
      lockDuration: 1000,
      untilEmpty: true,
      plan,
      queue,
      onWarning: (message) => warnings.push(message),
    });
    const client = new Redis(queue);
    for (const starts of [1, 3]) {
      await until(() => fake.starts().length >= starts);
      // libfaketime does not work with the allocator of redis-server, so the locks are removed as if their time had come.
      const locks = await client.keys('*:lock');
      if (locks.length > 0) await client.del(locks);
    }
    await work;
    client.disconnect();
    expect(sorted(fake.done())).toEqual(range(6));
    // A task is not computed again by the worker that computes it.
    expect(sorted(fake.starts().map(({ task }) => task))).toEqual(range(6));
    expect(await queueStatus({ plan, queue })).toEqual({ waiting: 0, running: 0, setAside: [] });
    expect(warnings.filter((message) => message.includes('Missing lock'))).toEqual([]);
    await redis.kill();
  });
});

describe.skipIf(missingClock)(
  `a clock of a worker that jumps${missingClock ? ` (skipped: ${missingClock})` : ''}`,
  () => {
    it('loses no lock and repeats no task', async () => {
      const clock = fakeClock();
      const redis = await startRedis();
      const fake = slowTasks(8, 3000);
      const { plan } = fake;
      const queue = redis.address;
      await enqueuePlan({ plan, queue });
      const options = { queue, lockDuration: 1000, untilEmpty: true };
      const programs = [clock.env, {}].map((env) => startProgram(plan, options, env));
      await until(() => fake.starts().length >= 4);
      clock.jump(3600);
      await until(() => fake.done().length >= 3);
      clock.jump(-3600);
      for (const { ended } of programs) {
        const { code, output } = await ended;
        expect(code, output).toBe(0);
      }
      expect(sorted(fake.done())).toEqual(range(8));
      expect(sorted(fake.starts().map(({ task }) => task))).toEqual(range(8));
      expect(await queueStatus({ plan, queue })).toEqual({ waiting: 0, running: 0, setAside: [] });
      await redis.kill();
    });
  },
);
