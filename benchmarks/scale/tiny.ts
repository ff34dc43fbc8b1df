/**
 * Measures everything but explaining: 200,000 inputs of 8 numbers and 2 concepts, in 400 shards. Makes a plan, lists what is to be done, does half
 * of it in one process, lists again, and resumes. The peer is a plain loop that calls `explain` with the same batches.
 *
 *     npx tsx benchmarks/scale/tiny.ts [--inputs 200000] [--shards 400] [--out FILE]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explain } from '@csm/core';
import { makePlan, pendingTasks, planTasks } from '@csm/scale';
import { localStore, runPlan } from '@csm/scale/node';
import { writeResults } from './results.js';
import { storeBytes } from './store-bytes.js';
import { BATCH_SIZE, CONCEPTS, FEATURES, openJob, tinyInputs } from './tiny/job.js';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    shards: { type: 'string', default: '400' },
    out: { type: 'string' },
  },
});
const [inputs, shards] = [Number(values.inputs), Number(values.shards)];
const folder = await mkdtemp(join(tmpdir(), 'csm-tiny-'));
const steps: Record<string, number> = {};

try {
  const store = localStore(folder);
  const ids = Array.from({ length: inputs }, (_, i) => `cell-${String(i).padStart(9, '0')}`);
  const plan = await step('plan', () =>
    makePlan({ store, ids, shards, batchSize: BATCH_SIZE, concepts: CONCEPTS, inputShape: [FEATURES] }),
  );
  const module = new URL('tiny/child.ts', import.meta.url);
  const tasks = await step('list all tasks', () => pendingTasks(plan, store));
  await step('first half', () =>
    runPlan({ plan, module, processes: 1, tasks: tasks.slice(0, tasks.length / 2) }),
  );
  const left = await step('list the other half', () => pendingTasks(plan, store));
  await step('resume', () => runPlan({ plan, module, processes: 1 }));
  const none = await step('run again', () => runPlan({ plan, module, processes: 1 }));
  await step('explain alone', explainAll);
  const { 'explain alone': explaining = 0, ...ours } = steps;
  const total = Object.values(ours).reduce((sum, seconds) => sum + seconds, 0);
  console.log(
    `\n${inputs} inputs in ${planTasks(plan).length} tasks, ${left.length} left after the first half, ${none.computed} after the second`,
  );
  console.log(
    `seconds on anything but explaining: ${(total - explaining).toFixed(1)}, of ${total.toFixed(1)}; ` +
      `${((1e6 * (total - explaining)) / inputs).toFixed(0)} µs per input, ${((1e3 * (total - explaining)) / shards).toFixed(1)} ms per shard`,
  );
  const bytes = await storeBytes(folder);
  console.log(`bytes of the store: ${JSON.stringify(bytes)}`);
  if (values.out)
    await writeResults(values.out, { inputs, shards, seconds: steps, besides: total - explaining, bytes });
} finally {
  await rm(folder, { recursive: true });
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  steps[name] = (performance.now() - start) / 1000;
  console.log(`${name}: ${steps[name].toFixed(2)} s`);
  return result;
}

/** The peer: the same batches, without a plan, a store or further processes. */
async function explainAll(): Promise<void> {
  const { encoder, concepts, explainer } = await openJob({} as never, {} as never, {
    onWarning: console.warn,
  });
  for (let first = 0; first < inputs; first += BATCH_SIZE) {
    const batch = tinyInputs(first, Math.min(BATCH_SIZE, inputs - first));
    await explain(encoder, concepts, batch, explainer, { batchSize: BATCH_SIZE });
  }
}
