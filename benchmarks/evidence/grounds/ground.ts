import type { ConceptVector } from '@csm/core';
import type { TrainingProgress, Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import type { GroundName } from '../settings.js';

/** Data with a model and known truth: the pixels or spots where each concept is visible. */
export interface Ground {
  readonly name: GroundName;
  readonly seed: number;
  /**
   * Whether all inputs share the grid of one tissue. If so, maps are signed scores of spots, and the maps of a
   * concept's genes are averaged.
   */
  readonly tissue: boolean;
  readonly vae: Vae;
  /** A VAE of the same architecture before training. */
  readonly untrained: Vae;
  /** The inputs from which the model and the concepts were learnt, `[n, ...inputShape]`. */
  readonly training: NdArray<Float32Array>;
  readonly concepts: readonly GroundConcept[];
  /** More concepts of the data, for contrasts; their truth is unknown. */
  readonly rivals?: readonly Examples[];
}

/** The row indices of the training inputs with a concept and without it. */
export interface Examples {
  readonly name: string;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** One concept and its truth. */
export interface GroundConcept extends Examples {
  /**
   * Inputs that have the concept, `[n, ...inputShape]`, and the masks of its location, `[n, height, width]` or one
   * mask for all.
   */
  readonly inputs: NdArray<Float32Array>;
  readonly masks: NdArray<Uint8Array>;
  /** Inputs that lack the concept, and the masks of the location that it would have. */
  readonly without: NdArray<Float32Array>;
  readonly withoutMasks: NdArray<Uint8Array>;
  /** The positions that count, such as the labelled spots. Default: all. */
  readonly within?: NdArray<Uint8Array>;
  /** Pictures made from the inputs without any network, for comparison with the maps. */
  readonly raw?: readonly RawPictures[];
}

/** Pictures that need no network: one per input, or one for all inputs together. */
export interface RawPictures {
  readonly name: string;
  /** `[n, height, width]`. */
  readonly pictures: NdArray<Float32Array>;
  /** Pictures of the same kind for random sets of inputs, one per set. */
  readonly randomSets?: NdArray<Float32Array>;
}

/** Options for opening a ground. */
export interface OpenOptions {
  /** The folder of the trained models. */
  readonly models: string;
  /** The folder with `mob-rep12` and `cmu-faces`. */
  readonly data: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onTraining: (progress: TrainingProgress) => void;
}

/** A concept vector, and the random vectors with which it is compared. */
export interface ConceptWithNulls {
  readonly concept: ConceptVector;
  readonly isotropic: readonly ConceptVector[];
  readonly permuted: readonly ConceptVector[];
}
