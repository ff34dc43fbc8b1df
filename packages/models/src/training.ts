/**
 * Types and functions for training on streams and for custom checkpoint stores.
 * @module
 */
export type {
  CheckpointStore,
  NamedTensor,
  TrainingCheckpoint,
  TrainingPosition,
  TrainingSettings,
} from './training/checkpoint/training-checkpoint.js';
export { type EpochOrderOptions, epochOrder } from './training/data/epoch-order.js';
export type { ImageBatch, ImageStream } from './training/data/image-stream.js';
export type { Images } from './training/data/images.js';
export type { Likelihood } from './training/likelihood/likelihood.js';
export type { KlWeighting } from './training/loss/kl-weight.js';
export type { Sampling } from './training/loss/sampling.js';
