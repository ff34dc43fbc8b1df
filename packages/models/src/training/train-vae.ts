import { type AdamOptimizer, train, type Variable } from '@tensorflow/tfjs-core';
import type { Vae } from '../architectures/vae.js';
import { type Random, randomStream } from '../random-stream.js';
import { checkTrainOptions, type TrainVaeOptions } from './check-train-options.js';
import {
  type NamedTensor,
  readTraining,
  readWeights,
  type TrainingPosition,
  type TrainingSettings,
  writeTraining,
  writeWeights,
} from './checkpoint/training-checkpoint.js';
import { arrayBatches, type HostBatch, type ImageStream, streamBatches } from './data/image-batches.js';
import type { Images } from './data/images.js';
import { bestEpoch, isExhausted } from './early-stopping.js';
import { type Losses, meanLosses, meanOf } from './evaluate-vae.js';
import { klWeightOf } from './loss/kl-weight.js';
import { pauser } from './pause.js';
import { type StepResult, trainingStep } from './training-step.js';

/** Where training stands. Losses are means over the epoch so far. */
export interface TrainingProgress extends Losses {
  /** The running epoch, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch, from 1. */
  readonly step: number;
  /** Steps of an epoch; undefined in the first epoch of a stream, unless `stepsPerEpoch` says it. */
  readonly steps: number | undefined;
  /** Images a second since training began (or went on). */
  readonly samplesPerSecond: number;
  /** Time left for all epochs at the rate so far, in seconds; undefined where `steps` is. */
  readonly secondsLeft: number | undefined;
}

/** What one epoch came to. Losses are means over the epoch's images, taken while the weights changed. */
export interface EpochResult extends Losses {
  /** From 1. */
  readonly epoch: number;
  readonly seconds: number;
  /** Losses of the validation images after the epoch, as {@link evaluateVae} gives them. */
  readonly validation?: Losses;
}

const PROGRESS_INTERVAL = 100;

/**
 * Trains a VAE in place by Adam on
 *
 *     loss = BCE + klWeight · −mean(1 + ℓ − μ² − exp(ℓ))
 *
 * where BCE is the mean binary cross-entropy over pixels (on the sigmoid output, clipped by 1e-7 as in Keras),
 * μ = z_mean and ℓ = z_log_var. By default that is the usual β-VAE loss with β = 1, divided by the number of values in an
 * image; `beta` sets another β, `klWeight` the reference's weighting (arXiv 1910.13140): see {@link KlWeighting}.
 *
 * `images` are an ndarray `[n, height, width, channels]`, reshuffled every epoch, or a stream of batches, an
 * `async function*` say, for what does not fit into memory: see {@link ImageStream}. Either way one batch at a time is on
 * the device. BatchNorm uses the batch's statistics and updates its moving averages, which lag in short trainings: see
 * {@link recomputeBatchNorm}. The same seed, backend and machine give the same weights, byte for byte.
 *
 * With `checkpoints`, a training that was killed goes on from its last checkpoint when called again with the same
 * settings (more `epochs` are allowed) and data: losses and weights are then those of an unbroken run, bit for bit on the
 * same backend. The batches of the epoch before the checkpoint are read again and passed over. A training that had ended
 * returns at once.
 *
 * @returns one result an epoch, those before the checkpoint included.
 * @throws RangeError before anything is allocated, for options out of range and for images that are empty, of
 * another shape or not in [0, 1] (a batch of a stream: when its turn comes); TypeError for images that are neither an
 * ndarray nor a stream; Error on a backend that cannot train convolutions; Error for a checkpoint of other settings or
 * another model; Error when the loss is no longer finite; the reason of `signal`, after which the weights are those of the
 * last whole step.
 */
export async function trainVae(
  vae: Vae,
  images: Images | ImageStream,
  options: TrainVaeOptions,
): Promise<EpochResult[]> {
  checkTrainOptions(vae, images, options);
  const { epochs, batchSize = 64, stepsPerEpoch, learningRate = 1e-3, seed = 0 } = options;
  const { sampling = 'standard', validation, patience, checkpoints, checkpointSeconds = 300 } = options;
  const { signal, onProgress } = options;
  const klWeight = klWeightOf('trainVae', vae, options);
  const count = typeof images === 'function' ? null : images.shape[0]!;
  const settings: TrainingSettings = {
    vae: vae.name,
    images: count,
    batchSize: count === null ? null : batchSize,
    stepsPerEpoch: stepsPerEpoch ?? null,
    learningRate,
    klWeight,
    sampling,
    seed,
  };
  const found = await checkpoints?.load();

  const optimizer = train.adam(learningRate) as AdamOptimizer;
  const variables = trainableVariables(vae);
  const pause = pauser();
  let at: TrainingPosition = found?.position ?? startOfEpoch(1, [], 0);
  let best: NamedTensor[] | undefined;
  let steps = count === null ? undefined : Math.ceil(count / batchSize);
  if (stepsPerEpoch !== undefined) steps = Math.min(stepsPerEpoch, steps ?? stepsPerEpoch);
  const here = { steps: 0, samples: 0, seconds: 0 };
  // Whether weights and position belong together, and whether both are in a checkpoint.
  let whole = true;
  let saved = true;
  let lastSave = performance.now();

  const save = async () => {
    if (!checkpoints || saved) return;
    const tensors = await readTraining({ vae, optimizer, variables }, best);
    await checkpoints.save({ settings, position: at, tensors });
    saved = true;
    lastSave = performance.now();
  };
  const report = (stepsNow: number | undefined) => {
    const { epoch, step } = at;
    const left = stepsNow === undefined ? undefined : (epochs - epoch) * stepsNow + stepsNow - step;
    onProgress?.({
      epoch,
      epochs,
      step,
      steps: stepsNow,
      ...meanOf(at, at.samples, klWeight),
      samplesPerSecond: here.samples / here.seconds,
      secondsLeft: left === undefined ? undefined : (left * here.seconds) / here.steps,
    });
  };
  const trainEpoch = async () => {
    const random = randomStream(seed, at.epoch);
    const done = at.step;
    let step = 0;
    let lastReport = Number.NEGATIVE_INFINITY;
    for await (const { values, size } of batchesOf(vae, images, batchSize, at.epoch, random)) {
      signal?.throwIfAborted();
      const began = performance.now();
      step++;
      const noise = Float32Array.from({ length: size * vae.latentSize }, random.normal);
      if (step > done) {
        whole = false;
        const batch = { vae, variables, optimizer, batch: values, noise, klWeight, sampling };
        const result = await trainingStep(batch);
        if (!result.applied) throw divergence(result, at.epoch, step, learningRate);
        at = afterStep(at, result, size, (performance.now() - began) / 1000);
        whole = true;
        saved = false;
        here.steps++;
        here.samples += size;
        here.seconds += (performance.now() - began) / 1000;
        const now = performance.now();
        if (step !== steps && now - lastReport >= PROGRESS_INTERVAL) {
          lastReport = now;
          report(steps !== undefined && steps > step ? steps : undefined);
        }
        if (now - lastSave >= 1000 * checkpointSeconds) await save();
      }
      await pause();
      if (step === stepsPerEpoch) break;
    }
    if (step === 0) throw new RangeError(`trainVae: the stream gave no batch in epoch ${at.epoch}.`);
    if (step < done) {
      throw new Error(
        `trainVae: the checkpoint was made after ${done} steps of epoch ${at.epoch}, but the stream now ends after ` +
          `${step}. Give the stream it was made with, or keep checkpoints in another folder to begin anew.`,
      );
    }
    steps = step;
  };

  try {
    if (found) best = await writeTraining('trainVae', { vae, optimizer, variables }, settings, found);
    while (at.epoch <= epochs && !isExhausted(at.history, patience)) {
      await trainEpoch();
      if (here.steps > 0) report(steps);
      signal?.throwIfAborted();
      const { epoch, seconds, updates } = at;
      const result: EpochResult = { epoch, ...meanOf(at, at.samples, klWeight), seconds };
      const history = [...at.history, result];
      if (validation) {
        const losses = await meanLosses('trainVae', vae, validation, { batchSize, klWeight, signal });
        history[history.length - 1] = { ...result, validation: losses };
      }
      if (patience !== undefined && bestEpoch(history) === history.length - 1) best = await readWeights(vae);
      at = startOfEpoch(epoch + 1, history, updates);
      saved = false;
      await save();
    }
    if (patience !== undefined && best) writeWeights(vae, best);
    return [...at.history];
  } catch (error) {
    if (signal?.aborted && whole) await save();
    throw error;
  } finally {
    optimizer.dispose();
  }
}

function batchesOf(
  vae: Vae,
  images: Images | ImageStream,
  batchSize: number,
  epoch: number,
  random: Random,
): AsyncIterable<HostBatch> | Iterable<HostBatch> {
  if (typeof images === 'function') return streamBatches('trainVae', vae, images, epoch);
  return arrayBatches(images, random.permutation(images.shape[0]!), batchSize);
}

function startOfEpoch(epoch: number, history: readonly EpochResult[], updates: number): TrainingPosition {
  return { epoch, step: 0, samples: 0, reconstruction: 0, kl: 0, seconds: 0, history, updates };
}

function afterStep(
  at: TrainingPosition,
  result: StepResult,
  size: number,
  seconds: number,
): TrainingPosition {
  return {
    ...at,
    step: at.step + 1,
    samples: at.samples + size,
    reconstruction: at.reconstruction + result.reconstruction * size,
    kl: at.kl + result.kl * size,
    seconds: at.seconds + seconds,
    updates: at.updates + 1,
  };
}

function trainableVariables({ encoder, decoder }: Vae): Variable[] {
  return [...encoder.trainableWeights, ...decoder.trainableWeights].map(
    (weight) => weight.read() as Variable,
  );
}

function divergence(result: StepResult, epoch: number, step: number, learningRate: number): Error {
  return new Error(
    `trainVae: training diverged at epoch ${epoch}, step ${step}: reconstruction loss ${result.reconstruction}, ` +
      `KL ${result.kl}, at a learning rate of ${learningRate}. The weights are no longer of use. Begin again with ` +
      `fresh weights and a lower learning rate (such as ${learningRate / 10}).`,
  );
}
