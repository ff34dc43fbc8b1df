import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Installed } from './installed.js';
import type { Job } from './jobs/job.js';
import type { Where } from './where.js';

/** A process that has prepared a job and runs it on command. */
export interface Child {
  /** The message that it sent when it was ready. */
  readonly ready: Record<string, unknown>;
  /** Sends a command and returns the answer. */
  ask(command: string): Promise<Record<string, unknown>>;
  end(): void;
}

const OWN = fileURLToPath(new URL('worker.ts', import.meta.url));
export const PEER = fileURLToPath(new URL('peer.py', import.meta.url));

/** Waiting threads sleep and freed memory is kept: PyTorch's fastest settings on a machine with other processes. */
export const TORCH_ENVIRONMENT = {
  OMP_WAIT_POLICY: 'passive',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_MMAP_THRESHOLD_: '4294967296',
};

/**
 * Starts a process and waits until it has prepared the job.
 * @param folder contains the weights for PyTorch.
 */
export async function startChild(
  { library, threads }: Where,
  job: Job,
  { python }: Installed,
  folder: string,
): Promise<Child> {
  const text = JSON.stringify(job);
  const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] };
  const child =
    library === 'torch'
      ? spawn(python!, [PEER, text, `${threads}`, folder], {
          ...options,
          // torch.set_num_threads does not affect the threads of PyTorch's backward passes.
          env: { ...process.env, ...TORCH_ENVIRONMENT, OMP_NUM_THREADS: `${threads}` },
        })
      : spawn(
          process.execPath,
          ['--expose-gc', '--import', 'tsx', OWN, text, `${threads}`, library],
          options,
        );
  return whenReady(child, `${job.kind} in ${library}`);
}

/** Waits until a process has prepared its job: until its first line of JSON. `what` names it in errors. */
export async function whenReady(
  child: ChildProcessByStdio<Writable, Readable, null>,
  what: string,
): Promise<Child> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`benchmark: the process for ${what} ended with ${await exitCode(child)}.`);
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  return {
    ready: await next(),
    ask(command) {
      child.stdin.write(`${command}\n`);
      return next();
    },
    end: () => void child.kill(),
  };
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}
