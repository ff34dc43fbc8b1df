import { cpus } from 'node:os';

/** The time that a piece of work took. */
export interface Timed {
  readonly ms: number;
  /** CPU time of the process, all threads. */
  readonly cpuMs: number;
  /** The share of all cores' time that other processes took meanwhile, 0 to 1. A large share spoils the timing. */
  readonly others: number;
}

/** Times a piece of work, and measures how busy the machine was with other work. */
export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const busyBefore = busyMilliseconds();
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const own = process.cpuUsage(ownBefore);
  const cpuMs = (own.user + own.system) / 1000;
  const others = (busyMilliseconds() - busyBefore - cpuMs) / (ms * cpus().length);
  return { ms, cpuMs, others: Math.max(0, others) };
}

/** Working time of all cores in milliseconds since the machine started. */
function busyMilliseconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
