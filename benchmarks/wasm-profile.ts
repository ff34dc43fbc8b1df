/**
 * Where the time of a gradient and of a training step goes with `@csm/wasm`, on one thread: every kernel over 3 %, with
 * what convolutions and products reach in GFLOP/s (25 is the most that XNNPACK reaches in wasm on one thread of the
 * machine of docs/performance.md). CPU time, because the wall clock of a shared machine says little; median round.
 *
 * Run with `npx tsx benchmarks/wasm-profile.ts [rounds = 5] [part of a workload's name] [percent = 3]`.
 */
import '@csm/wasm';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { kernelTimes } from './wasm-kernel-times.js';
import { WORKLOADS } from './wasm-workloads.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const PART = process.argv[3] ?? '';
const PERCENT = Number(process.argv[4] ?? 3);

setThreadsCount(1);
await tf.setBackend('wasm');
for (const [name, prepare] of Object.entries(WORKLOADS)) {
  if (!name.includes(PART)) continue;
  const workload = await prepare(false);
  await workload.run();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = await kernelTimes(workload.run);
    rounds.push({ times, total: times.reduce((sum, { ms }) => sum + ms, 0) });
  }
  workload.dispose();
  const { times, total } = rounds.toSorted((a, b) => a.total - b.total)[ROUNDS >> 1]!;
  console.log(`${name}: ${total.toFixed(0)} ms of CPU time`);
  console.table(
    times
      .filter(({ ms }) => ms >= (PERCENT / 100) * total)
      .map(({ kernel, ms, calls, flops }) => ({
        kernel,
        '%': ((100 * ms) / total).toFixed(1),
        ms: ms.toFixed(1),
        calls,
        'GFLOP/s': flops > 0 ? (flops / ms / 1e6).toFixed(1) : '',
      })),
  );
}
