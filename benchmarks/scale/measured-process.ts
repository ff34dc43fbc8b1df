import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** What a process and its children took, from start to end. */
export interface Measured {
  readonly seconds: number;
  /** From the first batch on: without the start of the processes. */
  readonly steady?: { readonly inputs: number; readonly seconds: number };
  /** CPU time of the process and its children, all threads. */
  readonly cpuSeconds: number;
  /** The largest resident memory of each process that ran for more than a moment, in megabytes (10⁶ bytes), largest first. */
  readonly peakMegabytes: readonly number[];
  /** The share of all cores' time that other processes took meanwhile, 0 to 1. A large share spoils the timing. */
  readonly others: number;
}

/** Linux counts CPU time in hundredths of a second. */
const TICK = 0.01;

/**
 * Runs a command and measures it together with its children, by Linux's `/proc`.
 *
 * The command prints `explained N` when the first inputs are explained, and ends with a line of JSON: `{ "explained": N }`. Other lines are
 * passed on.
 */
export async function measuredProcess(
  command: readonly string[],
  onLine: (line: string) => void,
): Promise<Measured> {
  const [program = '', ...args] = command;
  const peaks = new Map<number, number>();
  const ownBefore = childrenSeconds();
  const busyBefore = busySeconds();
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const sampler = setInterval(() => {
    for (const pid of withDescendants(child.pid!)) {
      const peak = peakOf(pid);
      if (peak !== undefined) peaks.set(pid, Math.max(peak, peaks.get(pid) ?? 0));
    }
  }, 250);
  let last = '';
  let begin: { readonly inputs: number; readonly at: number } | undefined;
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const inputs = /^explained (\d+)$/.exec(line)?.[1];
    if (inputs !== undefined) begin ??= { inputs: Number(inputs), at: performance.now() };
    else {
      if (last !== '') onLine(last);
      last = line;
    }
  }
  const [code, signal] = await closed;
  clearInterval(sampler);
  const end = performance.now();
  const seconds = (end - start) / 1000;
  const cpuSeconds = childrenSeconds() - ownBefore;
  const others = (busySeconds() - busyBefore - cpuSeconds) / (seconds * cpus().length);
  if (code !== 0) throw new Error(`benchmark: ${command.join(' ')} ended with ${code ?? signal}.`);
  const { explained } = JSON.parse(last) as { readonly explained: number };
  const steady = begin && { inputs: explained - begin.inputs, seconds: (end - begin.at) / 1000 };
  return {
    seconds,
    ...(steady && steady.inputs > 0 && { steady }),
    cpuSeconds,
    peakMegabytes: [...peaks.values()].sort((a, b) => b - a),
    others: Math.max(0, others),
  };
}

/** CPU time of all children of this process that have ended, and of theirs. */
function childrenSeconds(): number {
  const fields = statOf('self') ?? [];
  return TICK * (Number(fields[13]) + Number(fields[14]));
}

/** Working time of all cores since the machine started. */
function busySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

/** The fields of `/proc/PID/stat` from the third on: the name before them may contain spaces. */
function statOf(pid: number | string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function withDescendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) && statOf(name)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === root || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
