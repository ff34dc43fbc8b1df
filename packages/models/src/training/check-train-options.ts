import {
  checkCount,
  checkOneOf,
  checkPositive,
  checkRequiredOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  typeName,
} from '@csm/base';
import { checkVae } from '../architectures/check-vae.js';
import type { Vae } from '../architectures/vae.js';
import { checkTrainingBackend } from '../checks/check-training-backend.js';
import { checkDistinctNames } from './checkpoint/named-weights.js';
import { checkImages } from './data/check-images.js';
import type { ImageStream } from './data/image-stream.js';
import type { Images } from './data/images.js';
import { klWeightOf } from './loss/kl-weight.js';
import { SAMPLINGS } from './loss/sampling.js';
import type { TrainVaeOptions } from './train-vae-options.js';
import { batchOf } from './training-plan.js';

const KNOWN = {
  epochs: true,
  batchSize: true,
  stepsPerEpoch: true,
  learningRate: true,
  sampling: true,
  seed: true,
  beta: true,
  klWeight: true,
  batch: true,
  validation: true,
  validationBatch: true,
  patience: true,
  checkpoints: true,
  checkpointSeconds: true,
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;

/** Checks the arguments of {@link trainVae}. @throws before anything is allocated; the reason of an aborted signal. */
export function checkTrainArguments(vae: Vae, images: Images | ImageStream, options: TrainVaeOptions): void {
  checkOptionValues(options);
  options.signal?.throwIfAborted();
  checkVae('trainVae', vae);
  if (typeof images !== 'function') checkImages('trainVae', vae, images);
  const { validation } = options;
  if (validation && typeof validation !== 'function') checkImages('trainVae', vae, validation, 'validation');
  batchOf(vae, images, options.batch);
  if (validation) batchOf(vae, validation, options.validationBatch, 'validation');
  klWeightOf('trainVae', vae, options);
  if (options.checkpoints) checkDistinctNames('trainVae', vae);
  checkTrainingBackend('trainVae');
}

/** Checks everything about the options that does not depend on the VAE. */
function checkOptionValues(options: TrainVaeOptions): void {
  checkRequiredOptions('trainVae', options, KNOWN);
  const { epochs, batchSize = 64, stepsPerEpoch, learningRate = 1e-3, seed = 0 } = options;
  const { sampling = 'standard', validation, patience, checkpoints, checkpointSeconds = 300 } = options;
  checkCount('trainVae', 'epochs', epochs);
  checkCount('trainVae', 'batchSize', batchSize);
  if (stepsPerEpoch !== undefined) checkCount('trainVae', 'stepsPerEpoch', stepsPerEpoch);
  checkPositive('trainVae', 'learningRate', learningRate);
  checkSeed('trainVae', seed);
  checkOneOf('trainVae', 'sampling', sampling, SAMPLINGS);
  if (patience !== undefined) checkPatience(patience, validation);
  if (checkpoints !== undefined) checkStore(checkpoints);
  checkPositive('trainVae', 'checkpointSeconds', checkpointSeconds, { orZero: true });
  checkWatchers('trainVae', options);
}

function checkPatience(patience: number, validation: unknown): void {
  checkCount('trainVae', 'patience', patience);
  if (validation) return;
  throw invalidArgument(
    'trainVae: patience needs validation images; got none; pass images that are not trained on as validation.',
  );
}

function checkStore(store: Partial<NonNullable<TrainVaeOptions['checkpoints']>> | null): void {
  if (typeof store?.load === 'function' && typeof store.save === 'function') return;
  throw invalidArgument(
    `trainVae: checkpoints must be an object with functions load and save, such as fileCheckpoint(folder); got ${typeName(store)}.`,
  );
}
