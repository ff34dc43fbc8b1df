export {
  type BatchNormShift,
  type RecomputeBatchNormOptions,
  recomputeBatchNorm,
} from './batch-norm-statistics.js';
export { type EvaluateVaeOptions, evaluateVae, type Losses } from './evaluate-vae.js';
export { type ImageVaeOptions, imageVae } from './image-vae.js';
export type { Images } from './images.js';
export type { Sampling } from './loss.js';
export {
  type OlfactoryBulbVaeOptions,
  olfactoryBulbTraining,
  olfactoryBulbVae,
} from './olfactory-bulb-vae.js';
export { type EpochResult, type TrainingProgress, type TrainVaeOptions, trainVae } from './train-vae.js';
export { disposeVae, type Vae } from './vae.js';
