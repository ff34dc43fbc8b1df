import type { EpochResult } from '../loss/epoch-result.js';
import type { Sampling } from '../loss/sampling.js';

/** Numbers with a name and a shape. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Settings that must be the same when a training run resumes. */
export interface TrainingSettings {
  /** Name of the VAE. */
  readonly vae: string;
  /** Number of images; null for a stream. */
  readonly images: number | null;
  /** Null for a stream, because it determines its batches. */
  readonly batchSize: number | null;
  readonly stepsPerEpoch: number | null;
  readonly learningRate: number;
  readonly klWeight: number;
  readonly sampling: Sampling;
  readonly seed: number;
}

/**
 * The position of a training run. The order of images and the noise follow from seed, epoch and step, so that no state of a
 * random generator is stored.
 */
export interface TrainingPosition {
  /** The current epoch, from 1. */
  readonly epoch: number;
  /** Steps done in the current epoch. */
  readonly step: number;
  /** Images seen in the current epoch. */
  readonly samples: number;
  /** Sum of the reconstruction losses of these images. */
  readonly reconstruction: number;
  /** Sum of the KL terms of these images. */
  readonly kl: number;
  /** Duration of the current epoch so far, in seconds. */
  readonly seconds: number;
  /** Results of the previous epochs. */
  readonly history: readonly EpochResult[];
  /** Updates that Adam has made. */
  readonly updates: number;
}

/**
 * Everything that `trainVae` needs to resume as if it had never stopped, as plain data: the weights (including
 * BatchNorm's moving averages), Adam's moments, the position, and, with early stopping, the best weights so far.
 */
export interface TrainingCheckpoint {
  readonly settings: TrainingSettings;
  readonly position: TrainingPosition;
  /** `weights/…`, `adam/m/…`, `adam/v/…`, `adam/beta1_power`, `adam/beta2_power`, `best/…`. */
  readonly tensors: readonly NamedTensor[];
  /** Where it is stored, such as the path of its file, for messages. Default `'the checkpoint'`. */
  readonly source?: string | undefined;
}

/**
 * Stores checkpoints: `fileCheckpoint(folder)` of `@csm/models/node`, or an object with two functions that you
 * write.
 */
export interface CheckpointStore {
  /** Loads the checkpoint that was saved last; undefined if none was saved. */
  load(): Promise<TrainingCheckpoint | undefined>;
  /**
   * Replaces the previous checkpoint. If it is interrupted, either the new checkpoint or the previous one must be
   * left, complete.
   */
  save(checkpoint: TrainingCheckpoint): Promise<void>;
}
