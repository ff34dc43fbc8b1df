/**
 * Concept saliency maps of more inputs than one process can explain: plans of numbered shards, stateless workers, stores that hold each
 * result exactly once, and reading the results back.
 *
 * @module
 */
export { makePlan } from './plan/make-plan.js';
export { parseTasks } from './plan/parse-tasks.js';
export { pendingTasks } from './plan/pending-tasks.js';
export type {
  Json,
  MapSettings,
  Plan,
  PlanJob,
  PlannedInputs,
  PlannedShards,
  PlanPlaces,
} from './plan/plan.js';
export { planBytes } from './plan/plan-bytes.js';
export { readPlanFile } from './plan/plan-file.js';
export type { MakePlanOptions, ReadPlanOptions } from './plan/plan-options.js';
export { type PlanTask, planTask, planTasks } from './plan/plan-tasks.js';
export { loadPlan, readPlan } from './plan/read-plan.js';
export { sumsShape } from './plan/sums-shape.js';
export { taskRanges } from './plan/task-ranges.js';
export { type PooledMaps, type PoolMapsOptions, poolMaps } from './results/maps/pool-maps.js';
export { openResults } from './results/read/open-results.js';
export type {
  ConceptSummary,
  FoundInput,
  Histogram,
  InputKey,
  Results,
  ShardScores,
  StoredMap,
  SummaryOptions,
  TopInput,
  TopOptions,
  Verification,
  VerifyOptions,
} from './results/read/results.js';
export type { GetOptions, ObjectStore, StoreCall } from './stores/object-store.js';
export { putOnce } from './stores/put-once.js';
export { storeKeys } from './stores/store-keys.js';
export { type PartOfRun, partOfRun } from './worker/part-of-run.js';
export { runTask } from './worker/run-task.js';
export type { OpenJob, OpenJobOptions, ShardJob } from './worker/shard-job.js';
export type { RunTaskOptions, TaskResult } from './worker/task-options.js';
