/** A worker that runs a thread of tfjs failed before the backend was ready. */
export class ThreadWorkerFailure {
  constructor(readonly reason: string) {}
}

/**
 * Calls tfjs' factory in a browser, and resolves to a {@link ThreadWorkerFailure} as soon as one of its workers fails. tfjs makes the
 * program of its workers from the source text of a function. If a minifier has moved names out of that function, the
 * workers fail, and tfjs waits for them for ever.
 */
export async function watchingWorkers<T>(start: () => T | Promise<T>): Promise<T | ThreadWorkerFailure> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  if (before === undefined) return start();
  const workers = new Set<Worker>();
  let isReady = false;
  let fail = (_: ThreadWorkerFailure) => {};
  const failure = new Promise<ThreadWorkerFailure>((resolve) => {
    fail = resolve;
  });
  const watch = (worker: Worker) => {
    const post = worker.postMessage;
    // tfjs' workers are known by their first message; a page may have others.
    worker.postMessage = (message: unknown, ...rest: []) => {
      if (isThreadProgram(message)) workers.add(worker);
      Reflect.apply(post, worker, [message, ...rest]);
    };
    worker.addEventListener('error', (event) => {
      if (isReady || !workers.has(worker)) return;
      // Emscripten would log the error of each of eight workers.
      event.stopImmediatePropagation();
      event.preventDefault();
      fail(new ThreadWorkerFailure(event.message || 'an unknown error'));
    });
  };
  const Watched = new Proxy(globalThis.Worker, {
    construct(Original, args, target) {
      const worker: Worker = Reflect.construct(Original, args, target);
      watch(worker);
      return worker;
    },
  });
  Object.defineProperty(globalThis, 'Worker', { ...before, value: Watched });
  try {
    const first = await Promise.race([start(), failure]);
    isReady = !(first instanceof ThreadWorkerFailure);
    if (!isReady) for (const worker of workers) worker.terminate();
    return first;
  } finally {
    Object.defineProperty(globalThis, 'Worker', before);
  }
}

function isThreadProgram(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'cmd' in message && message.cmd === 'load';
}
