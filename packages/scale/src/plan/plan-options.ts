import type { ImageLayout, Progress } from '@csm/core';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import type { MapSettings, PlanJob, PlanPlaces } from './plan.js';

/** Options of {@link makePlan}. */
export interface MakePlanOptions {
  /** Where lists of ids, files, the plan, and later the results are put: empty, or with the same plan. */
  readonly store: ObjectStore;
  /** The names of the inputs, all different, in the order of the results. They are read once. */
  readonly ids: Iterable<string> | AsyncIterable<string>;
  /** How many ids there are. Needed with `shards` unless `ids` is an array; otherwise it is only checked. */
  readonly count?: number | undefined;
  /** The number of shards. All have the same size except the last, so there may be fewer: then `onWarning` is called. */
  readonly shards?: number | undefined;
  /**
   * Instead of `shards`: the number of inputs per shard. Default: at most 512, in whole batches, whose stored maps take at most 64 MB.
   */
  readonly shardSize?: number | undefined;
  /** Names of the concepts, all different. */
  readonly concepts: readonly string[];
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  /** Order of the axes if inputs are images. */
  readonly layout?: ImageLayout | undefined;
  /**
   * How maps are kept: see {@link MapSettings}. Default `pooled` for images of at least two pixels in both directions, `full` for
   * vectors of up to 256 features, otherwise `none`.
   */
  readonly maps?: MapSettings['kind'] | undefined;
  /** Inputs that are explained at once. Default 8. */
  readonly batchSize?: number | undefined;
  /** Whether there is one task per concept that makes its certificate. Default false. */
  readonly certificates?: boolean | undefined;
  /** Files that workers need, by their keys: `concepts.json`, `model/…` and `job/…`. */
  readonly files?: Readonly<Record<string, Uint8Array>> | undefined;
  /** What the job of the workers needs, such as the method and its settings. Default {}. */
  readonly job?: PlanJob | undefined;
  /** Where store and data are. Default: the name of the store. */
  readonly places?: Partial<PlanPlaces> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of inputs that are listed; `total` is the same number where the count is unknown. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options of {@link readPlan} and {@link loadPlan}. */
export interface ReadPlanOptions extends StoreCall {
  /** What messages call the plan: its path or URL. Default `the plan`. */
  readonly name?: string | undefined;
  /** Whether plans of other versions are accepted, as for reading their results. Default false. */
  readonly anyVersion?: boolean | undefined;
}
