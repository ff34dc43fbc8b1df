import { readFileSync } from 'node:fs';
import type { Plan } from '../../src/plan/plan.js';
import { queueWorker } from '../../src/queue/queue-worker.js';
import { runPlan } from '../../src/worker/pool/run-plan.js';
import { FAKE_TASKS } from './fake-plan.js';

// A program that runs a fake plan, or works for its queue, so that tests can kill it: program.ts PLAN.json [OPTIONS OF THE QUEUE AS JSON].
const [planFile = '', queueOptions] = process.argv.slice(2);
const plan: Plan = JSON.parse(readFileSync(planFile, 'utf8'));
const options = { ...FAKE_TASKS, plan, processes: 2 };
const finish = new AbortController();
const stop = new AbortController();
process.on('SIGTERM', () => (finish.signal.aborted ? stop.abort(new Error('stopped')) : finish.abort()));
try {
  const summary =
    queueOptions === undefined
      ? await runPlan(options)
      : await queueWorker({
          ...options,
          ...JSON.parse(queueOptions),
          finish: finish.signal,
          signal: stop.signal,
        });
  console.log(JSON.stringify({ ...summary, cpu: process.cpuUsage() }));
} catch (error) {
  console.log(`failed: ${(error as Error).message}`);
  process.exitCode = 3;
}
