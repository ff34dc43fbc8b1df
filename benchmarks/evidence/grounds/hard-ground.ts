import type { Encoder } from '@csm/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NdArray } from 'ndarray';
import type { Examples, GroundConcept, OpenOptions } from './ground.js';
import type { Extent } from './scenes/attributes.js';

export const hardGroundNames = [
  'scenes',
  'scenes-weak-kl',
  'blind',
  'other-decoder',
  'tables',
  'relu-classifier',
  'transformer',
] as const;
export type HardGroundName = (typeof hardGroundNames)[number];

/** Inputs and their labels, `[n]` for each attribute, 0 or 1. */
export interface LabelledInputs {
  readonly images: NdArray<Float32Array>;
  readonly labels: Readonly<Record<string, Uint8Array>>;
}

/**
 * Drawn data with a model and known truth, made to be hard: concepts that the model does not encode, that are not drawn at
 * all, that are correlated with others, or that lie where the encoder sees nothing.
 */
export interface HardGround {
  readonly name: HardGroundName;
  readonly seed: number;
  /** The encoder that is explained. */
  readonly encoder: Encoder;
  /** Latents to inputs. Absent for the classifier and the transformer. */
  readonly decoder?: LayersModel | undefined;
  readonly latentSize: number;
  /** The inputs from which the concepts are learnt; `positives` and `negatives` are rows of these. */
  readonly training: NdArray<Float32Array>;
  /** The labels of `training`. */
  readonly labels: LabelledInputs['labels'];
  /** Examples that neither the model nor a concept was learnt from; their labels are correlated as those of `training` are. */
  readonly heldOut: LabelledInputs;
  /** The same, with independent labels. Only where the labels of `training` are correlated. */
  readonly independent?: LabelledInputs | undefined;
  readonly concepts: readonly HardConcept[];
  /**
   * The positions that the encoder sees, `[height, width]`: elsewhere no input can change a latent. Absent if it sees
   * all.
   */
  readonly visible?: NdArray<Uint8Array> | undefined;
  /** Releases the models. */
  dispose(): void | Promise<void>;
}

/**
 * How well the latents separate a concept, by the ROC AUC of the mean difference: encoded from .8, weakly from .6. If labels are
 * correlated, the AUC on `independent` decides, so that a concept does not count as encoded because its partner is.
 */
export type Encoded = 'encoded' | 'weakly' | 'not encoded';

/** One concept and its truth. Masks of tables are `[features]`; those of pictures `[n, height, width]`. */
export interface HardConcept extends Examples, Pick<GroundConcept, 'inputs' | 'masks'> {
  readonly extent: Extent;
  /** Rows of `heldOut` with the concept and without it. */
  readonly heldOut: { readonly positives: readonly number[]; readonly negatives: readonly number[] };
  /** Inputs that lack the concept, from which nothing was learnt, `[m, ...inputShape]`. */
  readonly donors: NdArray<Float32Array>;
  /** Held-out ROC AUC of the mean difference of all training examples. */
  readonly auc: number;
  /** The same on `independent`. */
  readonly independentAuc?: number | undefined;
  readonly encoded: Encoded;
}

/** Options for opening a hard ground. */
export interface HardGroundOptions extends Pick<OpenOptions, 'models' | 'signal' | 'log' | 'onTraining'> {
  /** Correlation between the labels hat and glasses in the examples of `scenes`, from 0 to 1. Default 0. */
  readonly phi?: number | undefined;
  /** Latent dimensions of `tables`: 2, 8, 32, 128 or 512. Default 8. */
  readonly latentSize?: number | undefined;
}
