/**
 * Stock tfjs-wasm against `@csm/wasm` with one and two threads: the input gradient and a training step of both VAEs of
 * the paper. A backend has its number of threads for good, so each variant lives in a process of its own; the processes
 * take turns, one run each a round, and only one works at a time. Stock wasm's gradient is tf.grad, ours the explainer
 * `gradient()`; stock wasm's training step is given our filter gradient, without which it cannot train.
 *
 * Run with `npx tsx benchmarks/wasm-threads.ts [rounds = 5] [part of a workload's name] [others = 1]`. The stock step of A
 * takes half a minute: it is run in the first two rounds only. A round in which other processes took more than the
 * share `others` of the machine is left out and repeated, at most twenty times as often as there are rounds: two threads
 * on two cores that others use as well show nothing.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { row } from './rounds.js';
import type { Timed } from './wasm-timed.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const PART = process.argv[3] ?? '';
const MOST_OTHERS = Number(process.argv[4] ?? 1);
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
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`wasm-threads: a process ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    over.abort();
  }
}

for (const name of NAMES.filter((name) => name.includes(PART))) {
  const children = new Map<string, ChildProcess>();
  const times = new Map(VARIANTS.map((variant) => [variant, [] as number[]]));
  for (const variant of VARIANTS) children.set(variant, await start(name, variant));
  let kept = 0;
  for (let attempt = 0; kept < ROUNDS && attempt < 20 * ROUNDS; attempt++) {
    const round = new Map<string, Timed>();
    for (const variant of VARIANTS) {
      if (variant === 'stock' && name.startsWith('A training') && kept > 1) continue;
      const child = children.get(variant)!;
      child.send('run');
      const result = (await answer(child)) as Timed;
      if (result.others > MOST_OTHERS) break;
      round.set(variant, result);
    }
    if (!round.has(VARIANTS.at(-1)!)) continue;
    for (const [variant, { ms }] of round) times.get(variant)!.push(ms);
    kept++;
  }
  for (const child of children.values()) child.kill();
  console.table(
    VARIANTS.map((variant) => row(`${name}: ${variant}`, times.get(variant)!, times.get('stock')!)),
  );
}
