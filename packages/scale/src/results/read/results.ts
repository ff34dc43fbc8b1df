import type { Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Json, Plan } from '../../plan/plan.js';
import type { StoreCall } from '../../stores/object-store.js';

/**
 * An input of a plan: its id, or its row, the number among all inputs of the plan.
 */
export type InputKey = string | number;

/** The results in a store. Nothing is read before it is asked for, and each object is compared with its hash when it is read. */
export interface Results {
  readonly plan: Plan;
  /** The numbers of the shards that were done when the results were opened, in ascending order. */
  readonly shardsDone: readonly number[];
  /** The ids of all inputs of the plan, in the order of their rows, also of shards that are not done. */
  ids(options?: StoreCall): AsyncIterable<string>;
  /** Where an input is. */
  find(input: InputKey, options?: StoreCall): Promise<FoundInput>;
  /** The score of each concept for one input, by the concept's name. */
  scores(input: InputKey, options?: StoreCall): Promise<Record<string, number>>;
  /** The scores of one concept, shard by shard, of the shards that are done. */
  scoresOf(concept: string, options?: StoreCall): AsyncIterable<ShardScores>;
  /** The map of one input and concept, as far as the plan keeps maps. */
  map(input: InputKey, concept: string, options?: StoreCall): Promise<StoredMap>;
  /**
   * The inputs with the highest scores of a concept, the highest first; of equal scores, that with the lower row. It only reads shards
   * whose highest score may be among them.
   * @param k how many; fewer if fewer are done.
   */
  top(concept: string, k: number, options?: TopOptions): Promise<TopInput[]>;
  /** The scores and maps of one concept in figures, over all shards that are done. */
  summary(concept: string, options?: SummaryOptions): Promise<ConceptSummary>;
  /** The certificate of a concept as JSON; undefined if it is not made yet. */
  certificate(concept: string, options?: StoreCall): Promise<Json | undefined>;
  /** Reads every object and compares it with its hash. */
  verify(options?: VerifyOptions): Promise<Verification>;
}

/** Where an input is. */
export interface FoundInput {
  readonly id: string;
  /** Number among all inputs of the plan. */
  readonly row: number;
  readonly shard: number;
}

/** Scores of one concept for the inputs of a shard. */
export interface ShardScores {
  readonly shard: number;
  /** Row of the first input. */
  readonly first: number;
  /** One per input. */
  readonly scores: Float32Array;
}

/** A map as the store keeps it. */
export interface StoredMap extends FoundInput {
  readonly concept: string;
  /** `[rows, columns]` if the plan pools maps, otherwise the input's shape. */
  readonly map: NdArray<Float32Array>;
  /** How far a number may be from the one that was computed: half a scale for pooled maps, 0 for full maps. */
  readonly maximumError: number;
}

export interface TopInput extends FoundInput {
  readonly score: number;
}

export interface TopOptions extends StoreCall {
  /** The lowest scores instead, the lowest first. Default false. */
  readonly lowest?: boolean | undefined;
}

export interface SummaryOptions extends StoreCall {
  /** About how many bins the histogram has; their width is 1, 2 or 5 times a power of ten. With 0 it is empty, and no scores are read. Default 40. */
  readonly bins?: number | undefined;
}

/** One concept over all shards that are done. */
export interface ConceptSummary {
  readonly concept: string;
  /** How many inputs are done. */
  readonly inputs: number;
  readonly scores: {
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    /** Of the sample, with n − 1; NaN for one input. */
    readonly standardDeviation: number;
  };
  readonly histogram: Histogram;
  /**
   * Mean of the maps: for pictures the sums over the channels, `[height, width]`, and over the windows of a grid of at most 64 × 64 if
   * the picture is larger; otherwise the input's shape.
   */
  readonly meanMap: NdArray<Float64Array>;
  /** Mean of the absolute values of those sums. */
  readonly meanMagnitude: NdArray<Float64Array>;
}

export interface Histogram {
  /** Bin `i` is from `edges[i]` to below `edges[i + 1]`; the last includes its end. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface VerifyOptions extends StoreCall {
  /** Called after each shard. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What `verify` found. */
export interface Verification {
  /** How many objects were read. */
  readonly objects: number;
  readonly bytes: number;
  /** One sentence per object that is missing or damaged; empty if all are as they were written. */
  readonly problems: readonly string[];
}
