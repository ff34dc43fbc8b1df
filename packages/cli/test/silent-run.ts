import { Writable } from 'node:stream';
import type { CommandRun } from '../src/terminal/command-run.js';

/** A run of a command that prints nothing; `warnings` and `logs` are what it would have printed to stderr. */
export function silentRun(signal: AbortSignal = new AbortController().signal) {
  const warnings: string[] = [];
  const logs: string[] = [];
  const run: CommandRun = {
    signal,
    typed: [],
    print: () => {},
    json: () => {},
    log: (line) => void logs.push(line),
    warn: (message) => void warnings.push(message),
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    progress: () => () => {},
  };
  return { run, warnings, logs };
}
