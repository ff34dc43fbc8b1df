/** Milliseconds of one run. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** A line of the table: median, spread, and how many times as fast as the peer in the same run. */
export function row(what: string, values: readonly number[], peer: readonly number[]) {
  return {
    what,
    'median ms': median(values).toFixed(0),
    'min – max ms': `${Math.min(...values).toFixed(0)} – ${Math.max(...values).toFixed(0)}`,
    rounds: values.length,
    'faster than the first': `${(median(peer) / median(values)).toFixed(1)} ×`,
  };
}

/** CPU milliseconds of one run. Unlike wall-clock time, they do not include the time of other processes. */
export async function cpuMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
