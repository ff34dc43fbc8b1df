/** The events of Node's process to which Emscripten's glue code listens. */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

type Listener = (...args: unknown[]) => void;

/**
 * Calls `start`, then removes the listeners that Emscripten's glue code has added to the process. They only throw the error
 * again, from a line of 39 kB, which Node prints before the message of every uncaught error. Listeners of other code stay.
 */
export async function withoutGlueListeners<T>(start: () => T | Promise<T>): Promise<T> {
  const before = allListeners();
  try {
    return await start();
  } finally {
    removeGlueListeners((event, listener) => !before.get(event)?.includes(listener) && rethrows(listener));
  }
}

/** Removes the listeners of a backend that has already started. */
export function removeOldGlueListeners(): void {
  removeGlueListeners((event, listener) =>
    event === 'uncaughtException' ? String(listener).includes('ExitStatus') : rethrows(listener),
  );
}

/** Calls `dispose`, after which the listeners are the same: tfjs removes all that it finds, also those of the user. */
export function keepingListeners<T>(dispose: () => T): T {
  const before = allListeners();
  try {
    return dispose();
  } finally {
    for (const [event, listeners] of before) {
      const left: readonly unknown[] = nodeProcess()?.listeners(event) ?? [];
      for (const listener of listeners) if (!left.includes(listener)) nodeProcess()?.on(event, listener);
    }
  }
}

/** Whether a listener only throws what it gets, also after a minifier: `function(e){if(!(e instanceof t))throw e}`. */
function rethrows(listener: Listener): boolean {
  return /^(?:function)?\s*\(?(\w+)\)?\s*(?:=>)?\s*\{\s*(?:if\s*\(!\(\1 instanceof \w+\)\)\s*)?\{?\s*throw \1;?[\s}]*$/.test(
    String(listener),
  );
}

function removeGlueListeners(isOfGlue: (event: string, listener: Listener) => boolean): void {
  for (const [event, listeners] of allListeners()) {
    for (const listener of listeners) {
      if (isOfGlue(event, listener)) nodeProcess()?.removeListener(event, listener);
    }
  }
}

const allListeners = () =>
  new Map(EVENTS.map((event) => [event as string, (nodeProcess()?.listeners(event) ?? []) as Listener[]]));

/** Undefined in browsers, where `process` is missing, or a bundler's imitation without events. */
const nodeProcess = (): NodeJS.EventEmitter | undefined =>
  typeof globalThis.process?.removeListener === 'function' ? globalThis.process : undefined;
