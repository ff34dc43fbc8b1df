import type { CheckpointStore } from './checkpoint/training-checkpoint.js';
import type { ImageStream } from './data/image-stream.js';
import type { Images } from './data/images.js';
import type { KlWeighting } from './loss/kl-weight.js';
import type { Sampling } from './loss/sampling.js';
import type { TrainingProgress } from './training-progress.js';

/** Options of {@link trainVae}. */
export interface TrainVaeOptions extends KlWeighting {
  /** Number of passes over the images. */
  readonly epochs: number;
  /**
   * Images per step; the last step of an epoch may have fewer. Not used for a stream, which determines its batches.
   * Default 64.
   */
  readonly batchSize?: number | undefined;
  /** Steps after which an epoch ends even if images are left. Default: an epoch takes all images. */
  readonly stepsPerEpoch?: number | undefined;
  /** Adam's learning rate. Default 1e-3. */
  readonly learningRate?: number | undefined;
  /**
   * How latents are drawn; `vae.sampling` is set to this value. Default `'standard'`, for every VAE. The published code uses `'reference'`.
   */
  readonly sampling?: Sampling | undefined;
  /** Seed of the order of images (a stream has its own order) and of the noise, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /**
   * The technical batch of each sample, a whole number from 0, for a VAE with `batches` and an array; a stream gives it with each batch.
   */
  readonly batch?: ArrayLike<number> | undefined;
  /** Images on which the loss is measured after each epoch; the VAE is not trained on them. */
  readonly validation?: Images | ImageStream | undefined;
  /** The same as `batch`, for an array of validation samples. */
  readonly validationBatch?: ArrayLike<number> | undefined;
  /**
   * Early stopping: training ends after this many epochs without a lower validation loss, and the VAE gets the weights of
   * the epoch with the lowest validation loss (also if all epochs were run). Default: all epochs are run, and the VAE
   * has the weights of the last one.
   */
  readonly patience?: number | undefined;
  /**
   * Stores checkpoints and resumes from the last one, if it exists: `fileCheckpoint(folder)` of `@csm/models/node`,
   * or a custom store.
   */
  readonly checkpoints?: CheckpointStore | undefined;
  /**
   * Seconds between checkpoints; a checkpoint is also saved after each epoch and on abort. 0: after every step. Default 300.
   */
  readonly checkpointSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called once with a warning if the model is worse in use than in training, or no better than a constant picture. Default
   * `console.warn`.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called about ten times per second and at the end of every epoch. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}
