import type { ConceptVector, Encoder, Explainer, Extremes } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { Plan } from '../plan/plan.js';
import type { ObjectStore } from '../stores/object-store.js';

/** What computes the shards of a plan: made once per process by {@link OpenJob}. */
export interface ShardJob {
  readonly encoder: Encoder;
  readonly concepts: readonly ConceptVector[];
  readonly explainer: Explainer;
  /**
   * The smallest and largest number of each feature over all inputs of the plan. Needed by methods that ask for them, such as SmoothGrad
   * of the paper, because a worker only sees its own inputs.
   */
  readonly extremes?: Extremes | undefined;
  /**
   * Reads consecutive inputs of a shard: `[ids.length, ...encoder.inputShape]`.
   * @param first the number of the first among all inputs of the plan.
   */
  read(
    ids: readonly string[],
    first: number,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<NdArray<Float32Array>>;
  /** Makes the certificate of a concept, as JSON. Needed if the plan has certificates. */
  certificate?(concept: string, options: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  dispose?(): Promise<void>;
}

/** Opens the model, the data and the method of a plan. */
export type OpenJob = (plan: Plan, store: ObjectStore, options: OpenJobOptions) => Promise<ShardJob>;

export interface OpenJobOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onWarning: (message: string) => void;
}
