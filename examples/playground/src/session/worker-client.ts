import { type Remote, wrap } from 'comlink';
import type { WorkerApi } from './worker.js';

// All computation runs in a worker, so that the page stays responsive.
export const worker: Remote<WorkerApi> = wrap<WorkerApi>(
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);
