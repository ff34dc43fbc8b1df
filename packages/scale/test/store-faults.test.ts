import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { pendingTasks } from '../src/plan/pending-tasks.js';
import { planTasks } from '../src/plan/plan-tasks.js';
import { localStore } from '../src/stores/local/local-store.js';
import type { ObjectStore } from '../src/stores/object-store.js';
import { s3Store } from '../src/stores/s3/s3-store.js';
import { runTask } from '../src/worker/run-task.js';
import { drawnJob, drawnJobPlan } from './drawn-job.js';
import { faultyStore } from './faulty-store.js';
import { memoryStore } from './memory-store.js';
import { startS3Server } from './s3-server.js';
import { keysOf } from './store-contract.js';

let job: ReturnType<typeof drawnJob>;
let folder: string;
beforeAll(async () => {
  await useBackend('cpu');
  job = drawnJob();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-store-faults-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The objects of an unbroken run. */
async function unbroken(): Promise<Map<string, Uint8Array>> {
  const store = memoryStore();
  const plan = await drawnJobPlan(store);
  for (const task of planTasks(plan)) await runTask(plan, task, job, store);
  return store.objects;
}

async function expectObjects(store: ObjectStore, expected: Map<string, Uint8Array>): Promise<void> {
  expect(await keysOf(store)).toEqual([...expected.keys()].sort());
  for (const [key, bytes] of expected) {
    // The plan names its store, and the places are not part of its id.
    if (key === 'plan.json') continue;
    expect(Buffer.compare((await store.get(key))!, bytes), key).toBe(0);
  }
}

/** Makes the plan and does its tasks, beginning again after each fault. */
async function runDespiteFaults(good: ObjectStore, seed: number): Promise<number> {
  const store = faultyStore(good, { seed, rate: 0.1 });
  const again = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!(error as Error).message.includes('faultyStore')) throw error;
      }
    }
  };
  const plan = await again(() => drawnJobPlan(store));
  const tasks = planTasks(plan);
  await Promise.all(
    [tasks, [...tasks].reverse()].map(async (some) => {
      for (const task of some) await again(() => runTask(plan, task, job, store));
    }),
  );
  expect(await again(() => pendingTasks(plan, store))).toEqual([]);
  return store.faults();
}

it.each([1, 2, 3])(
  'two workers finish with the bytes of an unbroken run in a folder that fails (seed %i)',
  async (seed) => {
    const faults = await runDespiteFaults(localStore(folder), seed);
    expect(faults).toBeGreaterThan(5);
    await expectObjects(localStore(folder), await unbroken());
  },
);

it('two workers finish with the bytes of an unbroken run in a bucket that fails', async () => {
  let requests = 0;
  const server = await startS3Server({
    fault: () => (['lost request', undefined, 'lost answer', undefined, undefined] as const)[requests++ % 5],
  });
  try {
    await server.createBucket('bucket');
    const { endpoint, credentials } = server;
    const store = s3Store('s3://bucket/run', { endpoint, credentials, attempts: 8 });
    await runDespiteFaults(store, 4);
    await expectObjects(store, await unbroken());
  } finally {
    await server.close();
  }
});

it('says that the disk is full, and continues to the bytes of an unbroken run (only as root, who may mount a disk)', async (test) => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return test.skip('mount is not permitted');
  }
  try {
    const store = localStore(folder);
    const plan = await drawnJobPlan(store);
    const filler = join(folder, 'filler');
    let refused = 0;
    for (const left of [0, 4, 8, 16]) {
      await writeFile(filler, new Uint8Array(256 * 1024)).catch(() => undefined);
      await rm(filler);
      const free = Number(
        execFileSync('df', ['--output=avail', '-k', folder], { encoding: 'utf8' }).split('\n')[1],
      );
      await writeFile(filler, new Uint8Array(Math.max(0, free - left) * 1024));
      const failed = await runTask(plan, 0, job, store).catch((error: unknown) => error);
      if (failed instanceof Error) {
        refused++;
        expect(failed.message).toMatch(
          /^localStore: \S+ cannot be written to .+: the disk is full; free some space and run the same command again, which continues\.$/,
        );
      }
      await rm(filler);
    }
    expect(refused).toBeGreaterThan(0);
    for (const task of planTasks(plan)) await runTask(plan, task, job, store);
    await expectObjects(store, await unbroken());
  } finally {
    execFileSync('umount', [folder]);
  }
});
