import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** The ids of the processes that a process started and that still run, by Linux's `/proc`; also those that they started. */
export function descendantsOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === root || (parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

/** Those of some processes that have not ended; zombies have. */
export function stillRunning(pids: readonly number[]): number[] {
  return pids.filter((pid) => parentOf(pid) !== undefined);
}

/** Waits until some processes have ended. @returns those that still run after the time. */
export async function waitForEnd(pids: readonly number[], milliseconds: number): Promise<number[]> {
  const until = performance.now() + milliseconds;
  let left = stillRunning(pids);
  while (left.length > 0 && performance.now() < until) {
    await setTimeout(20);
    left = stillRunning(left);
  }
  return left;
}

/** The parent of a process that runs. */
function parentOf(pid: number | string): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before these fields may contain spaces.
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** The command line of a process; '' if it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
