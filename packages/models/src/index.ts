export { type CelebaVaeOptions, celebaTraining, celebaVae } from './architectures/celeba-vae.js';
export { type ImageVaeOptions, imageVae } from './architectures/image-vae.js';
export {
  type OlfactoryBulbVaeOptions,
  olfactoryBulbTraining,
  olfactoryBulbVae,
} from './architectures/olfactory-bulb-vae.js';
export { disposeVae, type Vae } from './architectures/vae.js';
export { type Hdf5Bytes, readHdf5 } from './keras/hdf5-file.js';
export {
  describeKerasWeights,
  type KerasWeightsReport,
  loadKerasWeights,
} from './keras/load-keras-weights.js';
export { type LatentPathOptions, latentPath } from './latent/latent-path.js';
export { type TraverseLatentOptions, traverseLatent } from './latent/traverse-latent.js';
export {
  type BatchNormShift,
  type RecomputeBatchNormOptions,
  recomputeBatchNorm,
} from './training/batch-norm/recompute-batch-norm.js';
export type { TrainVaeOptions } from './training/check-train-options.js';
export type {
  CheckpointStore,
  NamedTensor,
  TrainingCheckpoint,
  TrainingPosition,
  TrainingSettings,
} from './training/checkpoint/training-checkpoint.js';
export { epochOrder } from './training/data/epoch-order.js';
export type { ImageBatch, ImageStream } from './training/data/image-batches.js';
export type { Images } from './training/data/images.js';
export { type EvaluateVaeOptions, evaluateVae, type Losses } from './training/evaluate-vae.js';
export type { KlWeighting } from './training/loss/kl-weight.js';
export type { Sampling } from './training/loss/vae-losses.js';
export { type EpochResult, type TrainingProgress, trainVae } from './training/train-vae.js';
