import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { drawnIds, drawnJob, drawnJobPlan } from '../../../test/drawn-job.js';
import { RUN_TYPESCRIPT } from '../../../test/fake-tasks/fake-plan.js';
import { planTasks } from '../../plan/plan-tasks.js';
import { localStore } from '../../stores/local/local-store.js';
import { runTask } from '../run-task.js';
import { runPlan } from './run-plan.js';
import { serveTasks } from './serve-tasks.js';

beforeAll(() => useBackend('cpu'));

const SERVE = {
  module: new URL('../../../test/serve-drawn.ts', import.meta.url),
  execArgv: RUN_TYPESCRIPT,
  processes: 2,
};
const newFolder = () => mkdtempSync(join(tmpdir(), 'csm-serve-'));
const IDS = drawnIds(40);

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'base64')]),
  );
}

describe('serveTasks', () => {
  it('gives the bytes of runTask in this process, also in processes that are killed', async () => {
    const places = { store: 'anywhere' };
    const here = newFolder();
    const store = localStore(here);
    const plan = await drawnJobPlan(store, { ids: IDS, places });
    const job = drawnJob();
    for (const task of planTasks(plan)) await runTask(plan, task, job, store);

    const there = newFolder();
    await drawnJobPlan(localStore(there), { ids: IDS, places });
    process.env.CSM_TEST_MS_PER_BATCH = '100';
    let kills = 0;
    await runPlan({
      ...SERVE,
      plan: { ...plan, places: { store: there } },
      attempts: 9,
      onWarning: () => {},
      onProgress() {
        if (kills === 3) return;
        const pid = childOf(process.pid);
        if (pid === undefined) return;
        kills++;
        process.kill(pid, 'SIGKILL');
      },
    });
    expect(kills).toBe(3);
    expect(filesOf(there)).toEqual(filesOf(here));
  });

  it('disposes the job of each process at the end', async () => {
    const folder = newFolder();
    const plan = await drawnJobPlan(localStore(folder), { ids: IDS });
    const disposed = join(newFolder(), 'disposed.txt');
    process.env.CSM_TEST_DISPOSED = disposed;
    try {
      await runPlan({ ...SERVE, plan: { ...plan, places: { store: folder } }, onWarning: () => {} });
    } finally {
      delete process.env.CSM_TEST_DISPOSED;
    }
    expect(readFileSync(disposed, 'utf8')).toBe('disposed\n'.repeat(2));
  });

  it('refuses a store with another plan, by one sentence', async () => {
    const folder = newFolder();
    const plan = await drawnJobPlan(localStore(folder));
    const run = (id: string, place: string) =>
      runPlan({ ...SERVE, plan: { ...plan, id, places: { store: place } }, onWarning: () => {} });
    await expect(run('0'.repeat(64), folder)).rejects.toMatchObject({
      message: `runPlan: expected the store of plan 000000000000; ${folder} holds plan ${plan.id.slice(0, 12)}; give the store that this plan was made with.`,
      code: 'ERR_INVALID_FILE',
    });
    await expect(run(plan.id, newFolder())).rejects.toThrow(
      /^runPlan: expected the store of plan .* has no plan\.json; /,
    );
  });

  it('must run in a process of runPlan', () => {
    const send = process.send?.bind(process);
    Object.assign(process, { send: undefined });
    try {
      expect(() => serveTasks(async () => drawnJob())).toThrow(
        'serveTasks: expected a process that runPlan or queueWorker started',
      );
    } finally {
      Object.assign(process, { send });
    }
  });
});

/** A process that this one started with tasks to do. */
function childOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('serve-drawn');
    } catch {
      return false;
    }
  });
}
