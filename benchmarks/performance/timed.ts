import { cpus } from 'node:os';

/** Work is repeated until it took so many milliseconds: the system counts the time of all processes in hundredths of a second. */
const LEAST = 200;

/** The time that a piece of work took, on average if it was repeated. */
export interface Timed {
  readonly ms: number;
  /** CPU time of the process, all threads. */
  readonly cpuMs: number;
  /** The share of all cores' time that other processes took meanwhile, 0 to 1. A large share spoils the timing. */
  readonly others: number;
}

/** Times a piece of work, which is repeated if it is short, and measures how busy the machine was with other work. */
export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const busyBefore = busyMilliseconds();
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < LEAST) {
    await work();
    count += 1;
    elapsed = performance.now() - start;
  }
  const own = process.cpuUsage(ownBefore);
  const cpuMs = (own.user + own.system) / 1000;
  const others = (busyMilliseconds() - busyBefore - cpuMs) / (elapsed * cpus().length);
  return { ms: elapsed / count, cpuMs: cpuMs / count, others: Math.max(0, others) };
}

/** Working time of all cores in milliseconds since the machine started. */
function busyMilliseconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
