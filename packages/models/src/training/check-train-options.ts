import type { Vae } from '../architectures/vae.js';
import { checkCanTrain } from '../checks/check-backend.js';
import {
  checkOptions,
  checkPositive,
  checkSampling,
  checkSeed,
  checkVae,
  checkWholeNumber,
} from '../checks/checks.js';
import type { CheckpointStore } from './checkpoint/training-checkpoint.js';
import type { ImageStream } from './data/image-batches.js';
import { checkImages, type Images } from './data/images.js';
import { type KlWeighting, klWeightOf } from './loss/kl-weight.js';
import type { Sampling } from './loss/vae-losses.js';
import type { TrainingProgress } from './train-vae.js';

/** Options of {@link trainVae}. */
export interface TrainVaeOptions extends KlWeighting {
  /** Passes over the images. */
  readonly epochs: number;
  /** Images a step; the last step of an epoch takes what is left. A stream has its own batches. Default 64. */
  readonly batchSize?: number;
  /** Steps after which an epoch ends, though images are left. Default: none are left. */
  readonly stepsPerEpoch?: number;
  /** Adam's learning rate. Default 1e-3. */
  readonly learningRate?: number;
  /** How latents are drawn. Default `'standard'`; the published code does `'reference'`. */
  readonly sampling?: Sampling;
  /** Seed of the order of images (a stream has its own) and of the noise, 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
  /** Images to measure the loss on after each epoch; not trained on. */
  readonly validation?: Images | ImageStream;
  /**
   * Early stopping: ends after so many epochs without a lower validation loss, and gives the VAE the weights of the epoch
   * that had the lowest (also when all epochs were run). Default: all epochs, weights of the last.
   */
  readonly patience?: number;
  /** Keeps checkpoints, and goes on from the last one if there is one: `fileCheckpoint(folder)` of `@csm/models/node`. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Seconds between checkpoints; another is kept after each epoch and on abort. 0: after every step. Default 300. */
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second and at the end of every epoch. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/** Throws unless all is as {@link trainVae} needs it. */
export function checkTrainOptions(vae: Vae, images: Images | ImageStream, options: TrainVaeOptions): void {
  checkOptions('trainVae', options, '{ epochs: 10 }');
  const { epochs, batchSize = 64, stepsPerEpoch, learningRate = 1e-3, seed = 0 } = options;
  const { sampling = 'standard', validation, patience, checkpointSeconds = 300, signal } = options;
  checkWholeNumber('trainVae', 'epochs', epochs, 1);
  checkWholeNumber('trainVae', 'batchSize', batchSize, 1);
  if (stepsPerEpoch !== undefined) checkWholeNumber('trainVae', 'stepsPerEpoch', stepsPerEpoch, 1);
  checkPositive('trainVae', 'learningRate', learningRate);
  checkSeed('trainVae', seed);
  checkSampling('trainVae', sampling);
  if (patience !== undefined) {
    checkWholeNumber('trainVae', 'patience', patience, 1);
    if (!validation) {
      throw new RangeError(
        'trainVae: patience needs validation images: early stopping goes by the loss on images not trained on.',
      );
    }
  }
  checkPositive('trainVae', 'checkpointSeconds', checkpointSeconds, true);
  signal?.throwIfAborted();
  checkVae('trainVae', vae);
  if (typeof images !== 'function') checkImages('trainVae', vae, images);
  if (validation && typeof validation !== 'function') checkImages('trainVae', vae, validation, 'validation');
  klWeightOf('trainVae', vae, options);
  checkCanTrain('trainVae');
}
