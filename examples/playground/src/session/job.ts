import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import type { JobId } from './in-job.js';
import { worker } from './worker-client.js';

/** What a panel shows of its work. */
export interface JobState {
  readonly running: boolean;
  readonly done: number;
  readonly total: number;
  /** A sentence for the user. */
  readonly error?: string;
}

const idle: JobState = { running: false, done: 0, total: 0 };
let jobs = 0;
const shown = new Map<JobId, (done: number, total: number) => void>();
void worker.watchJobs(proxy((id: JobId, done: number, total: number) => shown.get(id)?.(done, total)));

/**
 * The work of one panel: a new call cancels the one before it. Show `state` with `<JobStatus>`.
 *
 * `run` resolves to undefined if the call failed (then `state` has the sentence) or was replaced or cancelled.
 */
export function panelJob() {
  const state = signal<JobState>(idle);
  let current = 0;
  const cancel = () => {
    shown.delete(current);
    if (state.peek().running) void worker.cancelJob(current);
    current = 0;
    state.value = idle;
  };
  async function run<T>(work: (call: JobId) => Promise<T>): Promise<T | undefined> {
    cancel();
    const id = ++jobs;
    current = id;
    state.value = { running: true, done: 0, total: 0 };
    shown.set(id, (done, total) => {
      state.value = { running: true, done, total };
    });
    try {
      const result = await work(id);
      if (current !== id) return undefined;
      state.value = idle;
      return result;
    } catch (error) {
      if (current === id) state.value = { ...idle, error: (error as Error).message };
      return undefined;
    } finally {
      shown.delete(id);
    }
  }
  return { state, run, cancel };
}

export type PanelJob = ReturnType<typeof panelJob>;
