import type { ConceptVector } from '@csm/core';
import type { TrainingProgress, Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import type { GroundName } from '../settings.js';

/** Data with a model and a truth: where each concept shows. */
export interface Ground {
  readonly name: GroundName;
  readonly seed: number;
  /** Of a tissue all inputs share one grid: maps are signed scores of spots, and maps of a concept's genes are averaged. */
  readonly tissue: boolean;
  readonly vae: Vae;
  /** The same architecture before training. */
  readonly untrained: Vae;
  /** What the model and the concepts were learnt from, `[n, ...inputShape]`. */
  readonly training: NdArray<Float32Array>;
  readonly concepts: readonly GroundConcept[];
  /** Further concepts of the data, for contrasts; no truth is known of them. */
  readonly rivals?: readonly Examples[];
}

/** Rows of the training inputs that have a concept, and that lack it. */
export interface Examples {
  readonly name: string;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** One concept and its truth. */
export interface GroundConcept extends Examples {
  /** Inputs that have the concept, `[n, ...inputShape]`, and where it shows on them, `[n, height, width]` or one for all. */
  readonly inputs: NdArray<Float32Array>;
  readonly masks: NdArray<Uint8Array>;
  /** Inputs that lack it, and where it would show. */
  readonly without: NdArray<Float32Array>;
  readonly withoutMasks: NdArray<Uint8Array>;
  /** Where to look at all: the labelled spots. Default everywhere. */
  readonly within?: NdArray<Uint8Array>;
  /** Pictures made of the inputs without any network, as peers of the maps. */
  readonly raw?: readonly RawPictures[];
}

/** What a reader without a network would look at: a picture an input, or one of all together. */
export interface RawPictures {
  readonly name: string;
  /** `[n, height, width]`. */
  readonly pictures: NdArray<Float32Array>;
  /** Of the same kind for sets of inputs drawn at random, one picture a set. */
  readonly randomSets?: NdArray<Float32Array>;
}

/** How grounds are opened. */
export interface OpenOptions {
  /** Where trained models are kept. */
  readonly models: string;
  /** The folder with `mob-rep12` and `cmu-faces`. */
  readonly data: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onTraining: (progress: TrainingProgress) => void;
}

/** A concept vector with the random ones it is compared with. */
export interface ConceptWithNulls {
  readonly concept: ConceptVector;
  readonly isotropic: readonly ConceptVector[];
  readonly permuted: readonly ConceptVector[];
}
