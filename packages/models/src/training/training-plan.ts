import type { Vae } from '../architectures/vae.js';
import type { CheckpointStore, TrainingSettings } from './checkpoint/training-checkpoint.js';
import { checkBatch } from './data/check-batch.js';
import type { ImageStream } from './data/image-stream.js';
import type { Images } from './data/images.js';
import { klWeightOf } from './loss/kl-weight.js';
import type { TrainVaeOptions } from './train-vae-options.js';
import type { TrainingProgress } from './training-progress.js';

/** The complete description of a training run: the arguments of {@link trainVae} with all defaults. */
export interface TrainingPlan {
  readonly vae: Vae;
  readonly images: Images | ImageStream;
  /** The settings that a checkpoint must have in common with this run. */
  readonly settings: TrainingSettings;
  readonly epochs: number;
  readonly batchSize: number;
  /** Steps after which an epoch ends even if images are left. */
  readonly stepsPerEpoch: number | undefined;
  readonly validation: Images | ImageStream | undefined;
  /** The technical batch of each image, and of each validation image; undefined for a stream or a VAE without batches. */
  readonly batch: Uint32Array | undefined;
  readonly validationBatch: Uint32Array | undefined;
  readonly patience: number | undefined;
  readonly checkpoints: CheckpointStore | undefined;
  readonly checkpointSeconds: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: TrainingProgress) => void) | undefined;
  readonly onWarning: (message: string) => void;
}

/** The plan that valid arguments describe. */
export function trainingPlan(vae: Vae, images: Images | ImageStream, options: TrainVaeOptions): TrainingPlan {
  const { epochs, batchSize = 64, stepsPerEpoch, learningRate = 1e-3, seed = 0 } = options;
  const { sampling = 'standard', validation, patience, checkpoints, checkpointSeconds = 300 } = options;
  const { signal, onProgress, onWarning = console.warn } = options;
  const isStream = typeof images === 'function';
  const settings: TrainingSettings = {
    vae: vae.name,
    images: isStream ? null : (images.shape[0] ?? 0),
    batchSize: isStream ? null : batchSize,
    stepsPerEpoch: stepsPerEpoch ?? null,
    learningRate,
    klWeight: klWeightOf('trainVae', vae, options),
    sampling,
    seed,
  };
  return {
    vae,
    images,
    settings,
    epochs,
    batchSize,
    stepsPerEpoch,
    validation,
    batch: batchOf(vae, images, options.batch),
    validationBatch: validation && batchOf(vae, validation, options.validationBatch, 'validation'),
    patience,
    checkpoints,
    checkpointSeconds,
    signal,
    onProgress,
    onWarning,
  };
}

/** The technical batches of an array; those of a stream come with it. @throws if they are missing or invalid. */
export function batchOf(
  vae: Vae,
  images: Images | ImageStream,
  batch: ArrayLike<number> | undefined,
  of?: string,
): Uint32Array | undefined {
  if (typeof images === 'function') return undefined;
  return checkBatch('trainVae', vae, batch, images.shape[0] ?? 0, of);
}

/** The number of steps per epoch; undefined if it is not known before a stream ends. */
export function plannedSteps({ settings, batchSize, stepsPerEpoch }: TrainingPlan): number | undefined {
  const { images } = settings;
  if (images === null) return stepsPerEpoch;
  return Math.min(stepsPerEpoch ?? Number.POSITIVE_INFINITY, Math.ceil(images / batchSize));
}
