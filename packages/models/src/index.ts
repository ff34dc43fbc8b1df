export {
  type BatchNormShift,
  type RecomputeBatchNormOptions,
  recomputeBatchNorm,
} from './batch-norm-statistics.js';
export { type CelebaVaeOptions, celebaTraining, celebaVae } from './celeba-vae.js';
export { epochOrder } from './epoch-order.js';
export { type EvaluateVaeOptions, evaluateVae, type Losses } from './evaluate-vae.js';
export { type Hdf5Bytes, readHdf5 } from './hdf5-file.js';
export type { ImageBatch, ImageStream } from './image-stream.js';
export { type ImageVaeOptions, imageVae } from './image-vae.js';
export type { Images } from './images.js';
export type { KlWeighting } from './kl-weight.js';
export { type LatentPathOptions, latentPath } from './latent-path.js';
export {
  describeKerasWeights,
  type KerasWeightsReport,
  loadKerasWeights,
} from './load-keras-weights.js';
export type { Sampling } from './loss.js';
export {
  type OlfactoryBulbVaeOptions,
  olfactoryBulbTraining,
  olfactoryBulbVae,
} from './olfactory-bulb-vae.js';
export type { TrainVaeOptions } from './train-options.js';
export { type EpochResult, type TrainingProgress, trainVae } from './train-vae.js';
export type {
  CheckpointStore,
  NamedTensor,
  TrainingCheckpoint,
  TrainingPosition,
  TrainingSettings,
} from './training-checkpoint.js';
export { type TraverseLatentOptions, traverseLatent } from './traverse-latent.js';
export { disposeVae, type Vae } from './vae.js';
