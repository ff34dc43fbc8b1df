/**
 * Concept saliency maps of more inputs than one process can explain: plans of numbered shards, stateless workers, stores that hold each
 * result exactly once, and reading the results back.
 *
 * @module
 */
export type {
  Json,
  MapSettings,
  Plan,
  PlanJob,
  PlannedInputs,
  PlannedShards,
  PlanPlaces,
} from './plan/plan.js';
export { type PooledMaps, type PoolMapsOptions, poolMaps } from './results/maps/pool-maps.js';
export type { GetOptions, ObjectStore, StoreCall } from './stores/object-store.js';
export type { OpenJob, OpenJobOptions, ShardJob } from './worker/shard-job.js';
