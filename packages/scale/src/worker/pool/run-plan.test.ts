import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/alive.js';
import { FAKE_TASKS, fakePlan } from '../../../test/fake-tasks/fake-plan.js';
import { runPlan } from './run-plan.js';
import type { RunProgress } from './run-progress.js';

const quiet = { ...FAKE_TASKS, processes: 2, onWarning: () => {} };
const range = (end: number) => Array.from({ length: end }, (_, i) => i);

describe('runPlan', () => {
  it('does each task once, in as many processes as asked for, and reports all inputs', async () => {
    const { plan, done, starts } = fakePlan(12);
    const progress: RunProgress[] = [];
    const warnings: string[] = [];
    const summary = await runPlan({
      ...quiet,
      plan,
      onProgress: (now) => progress.push(now),
      onWarning: (message) => warnings.push(message),
    });
    expect(summary).toEqual({ computed: 12, thereAlready: 0 });
    expect(done()).toEqual(range(12));
    expect(
      starts()
        .map(({ task }) => task)
        .sort((a, b) => a - b),
    ).toEqual(range(12));
    expect(new Set(starts().map(({ pid }) => pid)).size).toBe(2);
    expect(progress[0]).toMatchObject({ done: 0, total: 48, tasks: { done: 0, total: 12 } });
    expect(progress.at(-1)).toMatchObject({ done: 48, total: 48, tasks: { done: 12, total: 12 } });
    expect(warnings).toEqual(['every process warns']);
    for (const { pid } of starts()) expect(runs(pid)).toBe(false);
  });

  it('does what is missing, and no process is started if nothing is', async () => {
    const { plan, done, starts } = fakePlan(6);
    await runPlan({ ...quiet, plan, tasks: [4, 1, 1] });
    expect(done()).toEqual([1, 4]);
    const progress: RunProgress[] = [];
    const summary = await runPlan({ ...quiet, plan, onProgress: (now) => progress.push(now) });
    expect(summary).toEqual({ computed: 4, thereAlready: 2 });
    expect(progress[0]).toMatchObject({ done: 8, tasks: { done: 2, total: 6 } });
    expect(starts()).toHaveLength(6);
    expect(await runPlan({ ...quiet, plan })).toEqual({ computed: 0, thereAlready: 6 });
    expect(starts()).toHaveLength(6);
  });

  it('rejects a store with another plan, even if all tasks of that one are done', async () => {
    const { plan, starts } = fakePlan(2);
    await runPlan({ ...quiet, plan });
    const other = { ...plan, id: 'f'.repeat(64) };
    await expect(runPlan({ ...quiet, plan: other })).rejects.toThrow(
      /^runPlan: expected the store of plan ffffffffffff; .* holds plan /,
    );
    expect(starts()).toHaveLength(2);
  });

  it('replaces a process that was killed, and tries its task again', async () => {
    const { plan, done, starts } = fakePlan(5, { 2: { kind: 'kill', times: 2 } });
    await runPlan({ ...quiet, plan });
    expect(done()).toEqual(range(5));
    const pids = starts()
      .filter(({ task }) => task === 2)
      .map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(3);
  });

  it('sets aside tasks that keep failing, finishes the others, and then lists them in one sentence', async () => {
    const { plan, done, starts } = fakePlan(8, {
      1: { kind: 'kill', times: 99 },
      3: { kind: 'fail', times: 99, reason: 'read: the picture is damaged.' },
      5: { kind: 'exit', code: 7 },
    });
    const run = runPlan({ ...quiet, plan, attempts: 2 });
    await expect(run).rejects.toThrow(
      /^runPlan: expected all 8 tasks to finish; 3 failed each time they were tried: task 1 \(its process was ended by SIGKILL.*\), task 3 \(read: the picture is damaged\), task 5 \(its process exited with code 7\); the others are done; remove the reason and run the plan again\.$/,
    );
    await expect(run).rejects.toMatchObject({
      failedTasks: [{ task: 1 }, { task: 3, reason: 'read: the picture is damaged.' }, { task: 5 }],
    });
    expect(done()).toEqual([0, 2, 4, 6, 7]);
    for (const poisoned of [1, 3, 5]) {
      expect(starts().filter(({ task }) => task === poisoned)).toHaveLength(2);
    }
  });

  it('ends with the first error by which no task can be done', async () => {
    const behaviour = { kind: 'fail', times: 99, reason: 'open: other model.', opening: true } as const;
    const code = 'ERR_INVALID_FILE';
    const coded = fakePlan(9, Object.fromEntries(range(9).map((task) => [task, { ...behaviour, code }])));
    await expect(runPlan({ ...quiet, plan: coded.plan })).rejects.toMatchObject({
      message: 'open: other model.',
      code,
    });
    expect(coded.starts().length).toBeLessThanOrEqual(2);
  });

  it('ends if no process can be started', async () => {
    const { plan } = fakePlan(50);
    const run = runPlan({ ...quiet, plan, module: new URL('none.ts', FAKE_TASKS.module) });
    await expect(run).rejects.toThrow(
      'runPlan: expected processes that open the plan, the model and the data; its process exited with code 1; see what they print.',
    );
  });

  it.each(['block', 'work'] as const)(
    'stops at once when it is aborted, and leaves no process: %s',
    async (kind) => {
      const { plan, done, starts } = fakePlan(4, { 0: { kind, ms: 60_000 }, 1: { kind, ms: 60_000 } });
      const controller = new AbortController();
      const run = runPlan({ ...quiet, plan, signal: controller.signal });
      run.catch(() => {});
      while (starts().length < 2) await delay(20);
      controller.abort(new Error('enough'));
      await expect(run).rejects.toThrow('enough');
      await delay(100);
      for (const { pid } of starts()) expect(runs(pid)).toBe(false);
      expect(done()).toEqual([]);
    },
  );

  it('rejects what is no plan, no module and no task of the plan', async () => {
    const { plan } = fakePlan(3);
    await expect(runPlan({ ...quiet, plan: {} as never })).rejects.toThrow('runPlan: plan must be a plan');
    await expect(runPlan({ ...quiet, plan, module: 3 as never })).rejects.toThrow('module must be');
    await expect(runPlan({ ...quiet, plan, tasks: [3] })).rejects.toThrow('from 0 to 2; got 3');
    await expect(runPlan({ ...quiet, plan, processes: 0 })).rejects.toThrow('processes must be');
    await expect(runPlan({ ...quiet, plan, workers: 2 } as never)).rejects.toThrow(
      'unknown option "workers"',
    );
  });
});
