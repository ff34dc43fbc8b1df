/**
 * Stores in folders and buckets, pools of processes, and the queue, for Node.
 *
 * @module
 */
export { enqueuePlan } from './queue/enqueue-plan.js';
export type {
  EnqueuePlanOptions,
  EnqueueSummary,
  QueueStatus,
  QueueStatusOptions,
  QueueWorkerOptions,
  QueueWorkerSummary,
} from './queue/queue-options.js';
export { queueStatus } from './queue/queue-status.js';
export { queueWorker } from './queue/queue-worker.js';
export { localStore } from './stores/local/local-store.js';
export { openStore } from './stores/open-store.js';
export type { S3Credentials, S3StoreOptions } from './stores/s3/s3-options.js';
export { s3Store } from './stores/s3/s3-store.js';
export { runPlan } from './worker/pool/run-plan.js';
export type {
  FailedTask,
  RunPlanOptions,
  RunSummary,
  TaskProcessOptions,
} from './worker/pool/run-plan-options.js';
export type { RunProgress } from './worker/pool/run-progress.js';
export { type ServeTasksOptions, serveTasks } from './worker/pool/serve-tasks.js';
