import type { ImageLayout } from '@csm/core';

/**
 * What is to be computed, as one JSON file: numbered shards of inputs, settings, and the hashes of everything that decides the results.
 * Task `i` is shard `i`; the tasks after the shards are the certificates, one per concept.
 */
export interface Plan {
  readonly format: 'csm-plan';
  /** The version of `@csm/scale` that made the plan; a worker must have the same. */
  readonly version: string;
  /** SHA-256 of the plan without `id` and `places`. */
  readonly id: string;
  /** Where things are. A worker on another machine may find them elsewhere, so they are not part of the id. */
  readonly places: PlanPlaces;
  /** Names of the concepts, in the order of scores and maps. */
  readonly concepts: readonly string[];
  readonly inputs: PlannedInputs;
  readonly shards: PlannedShards;
  readonly maps: MapSettings;
  /** Inputs that are explained at once. The maps may differ in their last digits with another number. */
  readonly batchSize: number;
  /** Whether there is one certificate per concept. */
  readonly certificates: boolean;
  /** SHA-256 of further objects that the plan put into the store, by key: concepts, files of the model, baselines. */
  readonly files: Readonly<Record<string, string>>;
  /** What the job of the workers needs: plain JSON that `@csm/scale` does not read, such as the method and its settings. */
  readonly job: PlanJob;
}

/** Where the store, the data and the model were when the plan was made. */
export interface PlanPlaces {
  /** A folder, or `s3://bucket/prefix`. */
  readonly store: string;
  readonly data?: string | undefined;
}

export interface PlannedInputs {
  readonly count: number;
  /** Shape of one input. */
  readonly shape: readonly number[];
  readonly layout?: ImageLayout | undefined;
}

export interface PlannedShards {
  /** Inputs per shard; the last may have fewer. */
  readonly size: number;
  /** SHA-256 of the list of ids of each shard. */
  readonly ids: readonly string[];
}

/**
 * How maps are kept.
 * - `pooled`: sums over windows and channels, on a grid of at most 16 × 16, as 8-bit integers times one scale per map;
 * - `full`: every number of the map in float32;
 * - `none`: only scores and summaries.
 */
export interface MapSettings {
  readonly kind: 'pooled' | 'full' | 'none';
  /** Shape of a stored map; `[]` for `none`. */
  readonly shape: readonly number[];
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type PlanJob = { readonly [name: string]: Json };
