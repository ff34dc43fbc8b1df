/**
 * Stock tfjs-wasm against `@csm/wasm` with one and two threads: the input gradient and a training step of both VAEs of
 * the paper. A backend has its number of threads for good, so each variant lives in a process of its own; the processes
 * take turns, one run each a round, and only one works at a time. Stock wasm's gradient is tf.grad, ours the explainer
 * `gradient()`; stock wasm's training step is given our filter gradient, without which it cannot train.
 *
 * Run with `npx tsx benchmarks/wasm-threads.ts [rounds = 5] [part of a workload's name]`. The stock step of A takes half
 * a minute: it is run in the first two rounds only.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { row } from './rounds.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const PART = process.argv[3] ?? '';
const NAMES = [
  'A gradient, batch 8',
  'B gradient, batch 512',
  'A training step, batch 8',
  'B training step, batch 64',
];
const VARIANTS = ['stock', 'own', 'own, 2 threads'];

async function start(name: string, variant: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('./wasm-threads-child.ts', import.meta.url));
  const child = fork(program, [name, variant], { execArgv: ['--import', 'tsx'] });
  await answer(child);
  return child;
}

/** The next message; rejects where the process ends instead. */
async function answer(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`wasm-threads: a process ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}

for (const name of NAMES.filter((name) => name.includes(PART))) {
  const children = new Map<string, ChildProcess>();
  const times = new Map(VARIANTS.map((variant) => [variant, [] as number[]]));
  for (const variant of VARIANTS) children.set(variant, await start(name, variant));
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of VARIANTS) {
      if (variant === 'stock' && name.startsWith('A training') && round > 1) continue;
      const child = children.get(variant)!;
      child.send('run');
      times.get(variant)!.push((await answer(child)) as number);
    }
  }
  for (const child of children.values()) child.kill();
  console.table(
    VARIANTS.map((variant) => row(`${name}: ${variant}`, times.get(variant)!, times.get('stock')!)),
  );
}
