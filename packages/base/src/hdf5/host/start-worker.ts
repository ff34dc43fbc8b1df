import type { Answer, Request } from '../worker/messages.js';
import { hdf5Package } from './hdf5-package.js';
import { inNode } from './in-node.js';

/** A worker of Node or of a browser. */
export interface StartedWorker {
  post(request: Request, transfer: readonly ArrayBuffer[]): void;
  end(): void;
  /** Whether the process waits for the worker before it exits; only Node has this. */
  keepAlive(isNeeded: boolean): void;
}

/** What a worker reports. */
export interface WorkerListener {
  onAnswer(answer: Answer): void;
  /** The worker does not start, or ends. */
  onEnd(reason: string): void;
}

/** Starts the worker that reads HDF5. @throws if the page forbids it. */
export async function startWorker(listener: WorkerListener): Promise<StartedWorker> {
  return inNode() ? startInNode(listener) : startInBrowser(listener);
}

let script: Promise<string> | undefined;

async function startInNode({ onAnswer, onEnd }: WorkerListener): Promise<StartedWorker> {
  script ??= hdf5Package('readHdf5')
    .then(({ workerCode }) => workerCode())
    .then((code) => new TextDecoder().decode(code));
  const { Worker } = await importNode<typeof import('node:worker_threads')>('node:worker_threads');
  // Without execArgv, the flags of the process, such as tsx, would be run in the worker too.
  const worker = new Worker(await script, { eval: true, execArgv: [], name: 'csm-hdf5' });
  worker.on('message', onAnswer);
  worker.on('error', ({ message }) => onEnd(message));
  worker.on('exit', () => onEnd('the worker has ended'));
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    end: () => void worker.terminate(),
    keepAlive: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
  };
}

/** Bundlers for browsers must not follow an import of Node. */
const importNode = <T>(name: string): Promise<T> => import(/* webpackIgnore: true */ /* @vite-ignore */ name);

let address: Promise<string> | undefined;

async function startInBrowser({ onAnswer, onEnd }: WorkerListener): Promise<StartedWorker> {
  address ??= hdf5Package('readHdf5')
    .then(({ workerCode }) => workerCode())
    .then((code) => URL.createObjectURL(new Blob([new Uint8Array(code)], { type: 'text/javascript' })));
  const worker = new Worker(await address);
  worker.onmessage = ({ data }: MessageEvent<Answer>) => onAnswer(data);
  worker.onerror = (event) => onEnd(event.message || 'the page does not let it start');
  return {
    post: (request, transfer) => worker.postMessage(request, [...transfer]),
    end: () => worker.terminate(),
    keepAlive() {},
  };
}
