import { warnOncePerKind } from '@csm/base';
import type { CommandRun } from '../../terminal/command-run.js';

/** The run of a worker: it prints nothing but warnings, each once. */
export function workerRun(
  signal: AbortSignal,
  onWarning: (message: string) => void,
): { readonly run: CommandRun; end(): Promise<void> } {
  const ends: (() => Promise<void>)[] = [];
  const silent = () => {};
  const run: CommandRun = {
    signal,
    typed: [],
    print: silent,
    json: silent,
    log: silent,
    warn: warnOncePerKind(onWarning),
    atEnd: (action) => void ends.push(action),
    finish: () => new AbortController().signal,
    progress: () => silent,
  };
  return { run, end: async () => void (await Promise.allSettled(ends.splice(0).map((end) => end()))) };
}
