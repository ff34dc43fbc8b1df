import { Writable } from 'node:stream';
import type { CommandRun } from '../src/terminal/command-run.js';

/** A run of a command that prints nothing; `warnings` and `logs` are what it would have printed to stderr; `end` ends it. */
export function silentRun(signal: AbortSignal = new AbortController().signal) {
  const warnings: string[] = [];
  const logs: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  const run: CommandRun = {
    signal,
    typed: [],
    print: () => {},
    json: () => {},
    log: (line) => void logs.push(line),
    warn: (message) => void warnings.push(message),
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    atEnd: (end) => void ends.push(end),
    finish: () => new AbortController().signal,
    progress: () => () => {},
  };
  return { run, warnings, logs, end: () => Promise.all(ends.splice(0).map((end) => end())) };
}
