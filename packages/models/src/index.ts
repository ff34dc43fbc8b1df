export type {
  FileBytes,
  Hdf5AttributeValue,
  Hdf5Dataset,
  Hdf5File,
  Hdf5Filter,
  Hdf5Group,
  Hdf5Node,
  Hdf5Numbers,
  Hdf5ValueType,
} from '@csm/base/hdf5';
export { type CelebaVaeOptions, celebaTraining, celebaVae } from './architectures/celeba-vae.js';
export { disposeVae } from './architectures/dispose-vae.js';
export { geneTraining } from './architectures/genes/gene-training.js';
export { geneVae } from './architectures/genes/gene-vae.js';
export type { GeneVaeOptions } from './architectures/genes/gene-vae-options.js';
export { registerGeneLayers } from './architectures/genes/register-gene-layers.js';
export { type ImageVaeOptions, imageVae } from './architectures/image-vae.js';
export {
  type OlfactoryBulbVaeOptions,
  olfactoryBulbTraining,
  olfactoryBulbVae,
} from './architectures/olfactory-bulb-vae.js';
export type { Vae } from './architectures/vae.js';
export { loadKerasModel } from './archive/load-keras-model.js';
export { describeKerasWeights } from './keras/describe-keras-weights.js';
export type { KerasWeightsReport } from './keras/keras-weights-report.js';
export { loadKerasWeights } from './keras/load-keras-weights.js';
export type { LoadKerasWeightsOptions } from './keras/load-keras-weights-options.js';
export { readHdf5 } from './keras/read-hdf5.js';
export type { ReadHdf5Options } from './keras/read-hdf5-options.js';
export { decodeConcept } from './latent/decode-concept.js';
export type { AnyDecoder, LatentDecoder, PredictingModel } from './latent/latent-decoder.js';
export { latentPath } from './latent/latent-path.js';
export type { LatentPathOptions } from './latent/latent-path-options.js';
export { traverseLatent } from './latent/traverse-latent.js';
export type { TraverseLatentOptions } from './latent/traverse-latent-options.js';
export type { BatchNormShift } from './training/batch-norm/batch-norm-shift.js';
export { recomputeBatchNorm } from './training/batch-norm/recompute-batch-norm.js';
export type { RecomputeBatchNormOptions } from './training/batch-norm/recompute-batch-norm-options.js';
export { evaluateVae } from './training/evaluate-vae.js';
export type { EvaluateVaeOptions } from './training/evaluate-vae-options.js';
export type { EpochResult } from './training/loss/epoch-result.js';
export type { Losses } from './training/loss/losses.js';
export { trainVae } from './training/train-vae.js';
export type { TrainVaeOptions } from './training/train-vae-options.js';
export type { TrainingProgress } from './training/training-progress.js';
