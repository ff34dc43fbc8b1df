import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { add, emptySummary, type Outcome, type Summary } from './outcome.js';

/** A read that takes longer hangs. */
const HANG_MS = 10_000;
/** Starting the process, and reading the good files, may take this long on a busy machine. */
const START_MS = 120_000;

/** Lets a child process read damaged files, and starts another one after each hang or death. */
export async function run(
  reader: string,
  {
    files,
    seed,
    onOutcome = () => {},
  }: { files: number; seed: number; onOutcome?: (outcome: Outcome) => void },
): Promise<Summary> {
  const summary = emptySummary();
  let next = 0;
  while (next < files) {
    next = await runChild(reader, seed, next, files, (outcome) => {
      add(summary, outcome);
      onOutcome(outcome);
    });
  }
  return summary;
}

/** @returns the number of the file with which to continue. */
function runChild(
  reader: string,
  seed: number,
  from: number,
  to: number,
  report: (outcome: Outcome) => void,
): Promise<number> {
  const args = [reader, seed, from, to].map(String);
  // vitest has flags of its own, and no loader that a child process could use.
  const execArgv = ['--import', 'tsx'];
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), args, { execArgv });
  return new Promise((resolve, reject) => {
    let reading: { number: number; file: string } | undefined;
    let next = from;
    let megabytes = 0;
    let folder: string | undefined;
    let hung = false;
    let timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
    const watch = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hung = reading !== undefined;
        child.kill('SIGKILL');
      }, milliseconds);
    };
    child.on('message', (message: Outcome & { begun?: number; folder?: string }) => {
      if (message.folder !== undefined) {
        folder = message.folder;
      } else if (message.begun !== undefined) {
        reading = { number: message.begun, file: message.file };
        watch(HANG_MS);
      } else {
        reading = undefined;
        next = message.number + 1;
        megabytes = message.megabytes;
        report(message);
        watch(START_MS);
      }
    });
    child.on('exit', async (code, signal) => {
      clearTimeout(timer);
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      if (reading) {
        const { number, file } = reading;
        const message = hung ? undefined : `exit code ${code}, signal ${signal}`;
        report({
          number,
          file,
          kind: hung ? 'hung' : 'died',
          milliseconds: hung ? HANG_MS : 0,
          message,
          megabytes,
        });
        resolve(number + 1);
      } else if (next >= to) {
        resolve(to);
      } else {
        reject(
          new Error(
            `fuzz: the child process of ${reader} ended between two files (code ${code}, ${signal}).`,
          ),
        );
      }
    });
  });
}
