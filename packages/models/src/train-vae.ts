import { type Optimizer, train, type Variable } from '@tensorflow/tfjs-core';
import { checkCanTrain } from './backend.js';
import { checkOptions, checkPositive, checkSampling, checkSeed, checkWholeNumber } from './checks.js';
import { type Losses, meanLosses } from './evaluate-vae.js';
import { checkImages, gatherImages, type Images } from './images.js';
import type { Sampling } from './loss.js';
import { pauser } from './pause.js';
import { randomStream } from './random.js';
import { type StepResult, trainingStep } from './training-step.js';
import type { Vae } from './vae.js';

/** Where training stands. Losses are means over the epoch so far. */
export interface TrainingProgress extends Losses {
  /** The running epoch, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch, from 1. */
  readonly step: number;
  readonly steps: number;
  /** Images a second since training began. */
  readonly samplesPerSecond: number;
  /** Time left for all epochs at that rate, in seconds. */
  readonly secondsLeft: number;
}

/** What one epoch came to. Losses are means over the epoch's images, taken while the weights changed. */
export interface EpochResult extends Losses {
  /** From 1. */
  readonly epoch: number;
  readonly seconds: number;
  /** Losses of the validation images after the epoch, as {@link evaluateVae} gives them. */
  readonly validation?: Losses;
}

/** Options of {@link trainVae}. */
export interface TrainVaeOptions {
  /** Passes over the images. */
  readonly epochs: number;
  /** Images a step; the last step of an epoch takes what is left. Default 64. */
  readonly batchSize?: number;
  /** Adam's learning rate. Default 1e-3. */
  readonly learningRate?: number;
  /** Weight of the KL term. Default 0.5e-4, the reference's for the olfactory bulb (5e-4 for faces). */
  readonly klWeight?: number;
  /** How latents are drawn. Default `'standard'`; the published code does `'reference'`. */
  readonly sampling?: Sampling;
  /** Seed of the order of images and of the noise, 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
  /** Images to measure the loss on after each epoch; not trained on. */
  readonly validation?: Images;
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second and at the end of every epoch. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

const PROGRESS_INTERVAL = 100;

/**
 * Trains a VAE in place by Adam on
 *
 *     loss = BCE + klWeight · −mean(1 + ℓ − μ² − exp(ℓ))
 *
 * where BCE is the mean binary cross-entropy over pixels (on the sigmoid output, clipped by 1e-7 as in Keras),
 * μ = z_mean and ℓ = z_log_var (arXiv 1910.13140).
 *
 * `images` stay on the host: each step uploads its batch alone. Images are reshuffled every epoch. BatchNorm
 * uses the batch's statistics and updates its moving averages, which lag in short trainings: see
 * {@link recomputeBatchNorm}. The same seed, backend and machine give the same weights, byte for byte.
 *
 * @returns one result an epoch.
 * @throws RangeError before anything is allocated, for options out of range and for images that are empty, of
 * another shape or not in [0, 1]; TypeError for images that are no ndarray; Error on a backend that cannot train convolutions; Error when the loss is no
 * longer finite; the reason of `signal`, after which the weights are those of the last whole step.
 */
export async function trainVae(vae: Vae, images: Images, options: TrainVaeOptions): Promise<EpochResult[]> {
  checkOptions('trainVae', options, '{ epochs: 10 }');
  const { epochs, batchSize = 64, learningRate = 1e-3, klWeight = 0.5e-4, seed = 0 } = options;
  const { sampling = 'standard', validation, signal, onProgress } = options;
  checkWholeNumber('trainVae', 'epochs', epochs, 1);
  checkWholeNumber('trainVae', 'batchSize', batchSize, 1);
  checkPositive('trainVae', 'learningRate', learningRate);
  checkPositive('trainVae', 'klWeight', klWeight, true);
  checkSeed('trainVae', seed);
  checkSampling('trainVae', sampling);
  signal?.throwIfAborted();
  checkImages('trainVae', vae, images);
  if (validation) checkImages('trainVae', vae, validation, 'validation');
  checkCanTrain('trainVae');

  const n = images.shape[0]!;
  const steps = Math.ceil(n / batchSize);
  const variables = trainableVariables(vae);
  const optimizer: Optimizer = train.adam(learningRate);
  const pause = pauser();
  const history: EpochResult[] = [];
  let trainingSeconds = 0;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const began = performance.now();
      const random = randomStream(seed, epoch);
      const order = random.permutation(n);
      const sum = { reconstruction: 0, kl: 0 };
      let lastReport = Number.NEGATIVE_INFINITY;
      for (let step = 1; step <= steps; step++) {
        signal?.throwIfAborted();
        const indices = order.subarray((step - 1) * batchSize, step * batchSize);
        const batch = gatherImages(images, indices);
        const noise = Float32Array.from({ length: indices.length * vae.latentSize }, random.normal);
        const result = await trainingStep({ vae, variables, optimizer, batch, noise, klWeight, sampling });
        if (!result.applied) throw divergence(result, epoch, step, learningRate);
        sum.reconstruction += result.reconstruction * indices.length;
        sum.kl += result.kl * indices.length;

        const now = performance.now();
        if (onProgress && (step === steps || now - lastReport >= PROGRESS_INTERVAL)) {
          lastReport = now;
          const seen = Math.min(step * batchSize, n);
          const done = (epoch - 1) * n + seen;
          const samplesPerSecond = done / (trainingSeconds + (now - began) / 1000);
          const secondsLeft = (epochs * n - done) / samplesPerSecond;
          const losses = meanOf(sum, seen, klWeight);
          onProgress({ epoch, epochs, step, steps, ...losses, samplesPerSecond, secondsLeft });
        }
        await pause();
      }
      const seconds = (performance.now() - began) / 1000;
      trainingSeconds += seconds;
      const result = { epoch, ...meanOf(sum, n, klWeight), seconds };
      if (validation) {
        history.push({
          ...result,
          validation: await meanLosses(vae, validation, batchSize, klWeight, signal),
        });
      } else {
        history.push(result);
      }
    }
  } finally {
    optimizer.dispose();
  }
  return history;
}

function trainableVariables({ encoder, decoder }: Vae): Variable[] {
  return [...encoder.trainableWeights, ...decoder.trainableWeights].map(
    (weight) => weight.read() as Variable,
  );
}

function meanOf(sum: { reconstruction: number; kl: number }, count: number, klWeight: number): Losses {
  const reconstruction = sum.reconstruction / count;
  const kl = sum.kl / count;
  return { loss: reconstruction + klWeight * kl, reconstruction, kl };
}

function divergence(result: StepResult, epoch: number, step: number, learningRate: number): Error {
  return new Error(
    `trainVae: training diverged at epoch ${epoch}, step ${step}: reconstruction loss ${result.reconstruction}, ` +
      `KL ${result.kl}, at a learning rate of ${learningRate}. The weights are no longer of use. Begin again with ` +
      `fresh weights and a lower learning rate (such as ${learningRate / 10}).`,
  );
}
