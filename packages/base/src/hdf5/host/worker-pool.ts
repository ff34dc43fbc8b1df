import { hostWorker, type WorkerHost } from './worker-host.js';

// The only module-level state in this project: a worker takes 100 ms to start, so one that is healthy is kept.
const idle: WorkerHost[] = [];
let endIdle: ReturnType<typeof setTimeout> | undefined;

const MOST_IDLE = 2;
const IDLE_MS = 30_000;
/** WebAssembly memory never shrinks. */
const MOST_IDLE_BYTES = 256 << 20;

/** An idle worker: one that was kept, or a new one. */
export async function takeWorker(): Promise<WorkerHost> {
  for (let worker = idle.pop(); worker; worker = idle.pop()) {
    if (worker.ended === undefined) return worker;
  }
  return hostWorker();
}

/** Keeps a worker for the next file. @param bytes the size of its memory. */
export function giveBack(worker: WorkerHost, bytes: number): void {
  if (idle.length >= MOST_IDLE || !worker.isIdle || bytes > MOST_IDLE_BYTES) {
    worker.end('the file is closed');
    return;
  }
  idle.push(worker);
  clearTimeout(endIdle);
  endIdle = setTimeout(() => {
    for (const kept of idle.splice(0)) kept.end('the worker was idle');
  }, IDLE_MS);
  // Node would wait for the timer; in browsers, a timer is a number.
  if (typeof endIdle === 'object') endIdle.unref();
}
