import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { serveOrders } from '../../src/worker/pool/serve-orders.js';
import { BEHAVIOURS, type Behaviours, STARTS } from './behaviour.js';

// The module of a process that does fake tasks: each writes the manifest of its shard.
serveOrders('serve', async ({ task, places }, report) => {
  const data = places.data ?? '';
  const shards = `${places.store}/shards`;
  const manifest = `${shards}/${String(task).padStart(6, '0')}.json`;
  if (existsSync(manifest)) return { kind: 'done', done: 'there already', inputs: 0 };
  const starts = startsOf(data).filter((start) => start.task === task).length;
  appendFileSync(`${data}/${STARTS}`, `${task} ${process.pid}\n`);
  const behaviours: Behaviours = JSON.parse(readFileSync(`${data}/${BEHAVIOURS}`, 'utf8'));
  const behaviour = behaviours[task];
  const isFirst = behaviour !== undefined && 'times' in behaviour && starts < behaviour.times;
  if (behaviour?.kind === 'fail' && behaviour.opening && isFirst) {
    return { kind: 'failed', reason: behaviour.reason, code: behaviour.code, opening: true };
  }
  report({ kind: 'opened' });
  report({ kind: 'warning', message: 'every process warns' });
  if (behaviour?.kind === 'block') {
    const start = performance.now();
    while (performance.now() - start < behaviour.ms);
  }
  if (behaviour?.kind === 'work') {
    for (let input = 1; input <= 4; input++) {
      await delay(behaviour.ms / 4);
      report({ kind: 'inputs', done: input });
    }
  }
  if (behaviour?.kind === 'kill' && isFirst) process.kill(process.pid, 'SIGKILL');
  if (behaviour?.kind === 'exit') process.exit(behaviour.code);
  if (behaviour?.kind === 'fail' && isFirst) {
    return { kind: 'failed', reason: behaviour.reason, code: behaviour.code, opening: false };
  }
  mkdirSync(shards, { recursive: true });
  writeFileSync(manifest, '{}', { flag: 'wx' });
  return { kind: 'done', done: 'computed', inputs: 4 };
});

function startsOf(data: string): { readonly task: number }[] {
  try {
    const lines = readFileSync(`${data}/${STARTS}`, 'utf8').trim().split('\n');
    return lines.map((line) => ({ task: Number(line.split(' ')[0]) }));
  } catch {
    return [];
  }
}
