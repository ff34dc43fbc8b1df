/** How a worker of a queue is to end: after the tasks that are running, or at once. */
export interface Stopping {
  /** Resolved when no further task is to be taken. */
  readonly finishing: Promise<void>;
  /** Resolved when the tasks that are running are to be given back. */
  readonly now: Promise<void>;
  readonly isNow: boolean;
  /** Why the worker is to end at once. */
  readonly reason: unknown;
  finish(): void;
  stop(reason: unknown): void;
}

export function stopping(): Stopping {
  const finishing = withResolver();
  const now = withResolver();
  let isNow = false;
  let reason: unknown;
  return {
    finishing: finishing.promise,
    now: now.promise,
    get isNow() {
      return isNow;
    },
    get reason() {
      return reason;
    },
    finish: finishing.resolve,
    stop(why) {
      if (isNow) return;
      isNow = true;
      reason = why;
      now.resolve();
      finishing.resolve();
    },
  };
}

function withResolver() {
  let resolve = () => {};
  const promise = new Promise<void>((resolver) => {
    resolve = resolver;
  });
  return { promise, resolve };
}
