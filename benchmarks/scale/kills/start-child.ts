import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Program } from './bundled-programs.js';

/** A process that works on a store. */
export interface StartedChild {
  readonly child: ChildProcess;
  /** Resolves when it has started and is about to begin. */
  readonly ready: Promise<void>;
  /** Resolves when it and its output have ended. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
  /** From `ready` to the end. */
  readonly milliseconds: number;
  /** What it printed after `ready`. */
  readonly lines: readonly string[];
}

/**
 * Starts a program. It prints `ready` when it begins.
 * @param programs the folder of the bundled programs.
 * @param seed of a clock that jumps, in the program and in its child processes.
 */
export function startChild(
  programs: string,
  program: Program,
  args: readonly string[],
  { clockSeed }: { readonly clockSeed?: number } = {},
): StartedChild {
  const clock = clockSeed !== undefined && {
    NODE_OPTIONS: `--import ${join(programs, 'clock-that-jumps.mjs')}`,
    CSM_CLOCK_SEED: String(clockSeed),
  };
  const child = spawn(process.execPath, [join(programs, `${program}.mjs`), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...clock },
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  let begun = performance.now();
  const lines: string[] = [];
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code, signal, errors, milliseconds: performance.now() - begun, lines }),
    );
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== 'ready') lines.push(line);
      else {
        begun = performance.now();
        resolve();
      }
    });
    ended.then(() => reject(new Error(`kills: ${program} ended before it began: ${errors.slice(-2000)}`)));
  });
  // Who does not wait for it, waits for the end.
  ready.catch(() => {});
  return { child, ready, ended };
}

/** @throws unless the process ended by itself and without an error. */
export function checkEnded(what: string, { code, signal, errors }: Ended): void {
  if (code !== 0) throw new Error(`${what} ended with ${code ?? signal}: ${errors.slice(-1500)}`);
}
