import type { Answer, Request, WorkerCalls } from '../worker/messages.js';
import { hdf5Package } from './hdf5-package.js';
import { type StartedWorker, startWorker } from './start-worker.js';

/** What a call gives: a value, or the message of an error. */
export type Outcome<T> = { readonly value: T } | { readonly error: string };

/** A worker and the calls that it has not answered yet. */
export interface WorkerHost {
  /** Never rejects. */
  call<K extends keyof WorkerCalls>(
    name: K,
    values: Parameters<WorkerCalls[K]>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<Outcome<ReturnType<WorkerCalls[K]>>>;
  /** Ends the worker, even in the middle of a call. Open calls get an error. */
  end(reason: string): void;
  /** Why it has ended; undefined if it has not. */
  readonly ended: string | undefined;
  readonly isIdle: boolean;
}

/** The longest time that one call may take. A call on an undamaged file takes at most a second, also in files of many gigabytes. */
const LIMIT_SECONDS = 7;
const TICK_MS = 250;
/** This thread must have run this often too: a suspended machine or a long computation is not the fault of the file. */
const LEAST_TICKS = 8;

/** Compiled once. Workers of Node and of browsers can share it. */
let compiled: Promise<WebAssembly.Module> | undefined;

/** Starts a worker with nothing to do. If it cannot start, it has `ended`. */
export async function hostWorker(): Promise<WorkerHost> {
  const open = new Map<number, (outcome: Outcome<never>) => void>();
  let ended: string | undefined;
  let calls = 0;
  let clock: ReturnType<typeof setInterval> | undefined;
  let ticks = 0;
  let since = 0;

  const settle = (id: number, outcome: Outcome<never>) => {
    restartClock();
    open.get(id)?.(outcome);
    open.delete(id);
    if (open.size > 0) return;
    clearInterval(clock);
    clock = undefined;
    worker?.keepAlive(false);
  };
  const end = (reason: string) => {
    if (ended === undefined) worker?.end();
    ended ??= reason;
    for (const id of [...open.keys()]) settle(id, { error: ended });
  };
  const restartClock = () => {
    ticks = 0;
    since = performance.now();
  };
  const tick = () => {
    ticks++;
    if (ticks >= LEAST_TICKS && performance.now() - since > 1000 * LIMIT_SECONDS) {
      end(`the HDF5 library does not finish within ${LIMIT_SECONDS} seconds`);
    }
  };
  let worker: StartedWorker | undefined;
  let module: WebAssembly.Module | undefined;
  try {
    compiled ??= hdf5Package('readHdf5')
      .then(({ libraryCode }) => libraryCode())
      .then((bytes) => WebAssembly.compile(new Uint8Array(bytes)));
    module = await compiled;
    worker = await startWorker({
      onAnswer: (answer: Answer) => settle(answer.id, answer as Outcome<never>),
      onEnd: end,
    });
  } catch (error) {
    end(error instanceof Error ? error.message : String(error));
  }
  worker?.keepAlive(false);

  const host: WorkerHost = {
    call(name, values, transfer = []) {
      if (ended !== undefined) return Promise.resolve({ error: ended });
      const id = calls++;
      if (open.size === 0) restartClock();
      clock ??= setInterval(tick, TICK_MS);
      worker?.keepAlive(true);
      return new Promise((resolve) => {
        open.set(id, resolve);
        worker?.post({ id, call: name, values } satisfies Request, transfer);
      });
    },
    end,
    get ended() {
      return ended;
    },
    get isIdle() {
      return open.size === 0;
    },
  };
  const started = module && (await host.call('start', [module]));
  if (started && 'error' in started) end(started.error);
  return host;
}
