import type { Progress } from '@csm/core';

/** The number of a call of the page to the worker, with which it can be cancelled. `panelJob` of job.ts counts them. */
export type JobId = number;

let report: (id: JobId, done: number, total: number) => void = () => {};

/** The page's function that shows progress. */
export function watchJobs(onProgress: typeof report): void {
  report = onProgress;
}

/** What the work of a job is called with. */
export interface JobRun {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

const running = new Map<number, AbortController>();
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs work for the page: after the jobs that were asked for earlier, so that one computation has the memory, and unless it was cancelled
 * meanwhile. Everything in the worker that takes more than a few milliseconds runs in a job.
 */
export function inJob<T>(id: JobId, work: (run: JobRun) => Promise<T>): Promise<T> {
  const earlier = last;
  const result = besideJobs(id, async (run) => {
    await earlier.catch(() => undefined);
    run.signal.throwIfAborted();
    return work(run);
  });
  last = result;
  return result;
}

/** Runs work that computes elsewhere, such as in a worker of its own, at once and next to the other jobs. */
export async function besideJobs<T>(id: JobId, work: (run: JobRun) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  running.set(id, controller);
  let told = 0;
  try {
    return await work({
      signal: controller.signal,
      onProgress({ done, total }: Progress) {
        const now = performance.now();
        if (now - told < 50 && done < total) return;
        told = now;
        report(id, done, total);
      },
    });
  } finally {
    running.delete(id);
  }
}

/** Cancels a job that waits or runs; it then throws an AbortError. */
export function cancelJob(id: JobId): void {
  running.get(id)?.abort();
}
