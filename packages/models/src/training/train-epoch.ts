import { invalidArgument, size, trainingDiverged } from '@csm/base';
import { setSampling } from '../architectures/vae-sampling.js';
import { type Random, randomStream } from '../random-stream.js';
import { arrayBatches, type HostBatch, type HostBatches, streamBatches } from './data/image-batches.js';
import { isOfCounts } from './likelihood/likelihoods.js';
import { addLosses } from './loss/losses.js';
import { addPictures, emptyPictureSum } from './loss/mean-picture.js';
import { reportIfDue } from './report-progress.js';
import { saveCheckpointIfDue } from './save-and-resume.js';
import type { TrainingPlan } from './training-plan.js';
import type { TrainingRun } from './training-run.js';
import { type StepResult, trainingStep } from './training-step.js';

/** The number of images that are kept to measure the loss in use. */
const KEPT_IMAGES = 64;

/** Trains to the end of the current epoch. The steps before the position are read again, but not trained on. */
export async function trainEpoch(run: TrainingRun): Promise<void> {
  const { plan, position } = run;
  const { signal, stepsPerEpoch, settings } = plan;
  const random = randomStream(settings.seed, position.epoch);
  run.lastReport = Number.NEGATIVE_INFINITY;
  run.pictures = emptyPictureSum(size(plan.vae.inputShape));
  run.lastBatches = [];
  let step = 0;
  for await (const batch of batchesOfEpoch(plan, position.epoch, random)) {
    signal?.throwIfAborted();
    step++;
    if (step === 1 && run.pace.steps === 0) warnOfFractions(plan, batch.values);
    if (position.epoch === plan.epochs || plan.patience !== undefined) keepForUse(run, batch);
    // The noise is also drawn for skipped steps, so that later steps get the same noise as in an uninterrupted run.
    const noise = Float32Array.from({ length: batch.size * plan.vae.latentSize }, random.normal);
    if (step > position.step) await takeStep(run, batch, noise);
    await run.yieldIfDue();
    if (step === stepsPerEpoch) break;
  }
  checkEpochLength(position.epoch, step, position.step);
  run.steps = step;
}

/** Warns if the first batch of the training holds values that are not whole numbers, for a likelihood of counts. */
function warnOfFractions({ vae, onWarning }: TrainingPlan, values: Float32Array): void {
  const fraction = isOfCounts(vae) ? values.find((value) => !Number.isInteger(value)) : undefined;
  if (fraction === undefined) return;
  onWarning(
    `trainVae: the likelihood '${vae.likelihood}' is one of counts, which should be whole numbers; got ${fraction}; pass raw counts, or build ` +
      "the VAE with the likelihood 'gaussian'.",
  );
}

/** Keeps what the loss in use after the last epoch is compared with: the sum of all images, and the last of them. */
function keepForUse(run: TrainingRun, batch: HostBatch): void {
  addPictures(run.pictures, batch.values);
  const kept = [...run.lastBatches, batch];
  const images = kept.reduce((sum, { size }) => sum + size, 0);
  run.lastBatches = kept.length > 1 && images - (kept[0]?.size ?? 0) >= KEPT_IMAGES ? kept.slice(1) : kept;
}

function batchesOfEpoch(
  { vae, images, batch, batchSize }: TrainingPlan,
  epoch: number,
  random: Random,
): HostBatches {
  if (typeof images === 'function') return streamBatches('trainVae', vae, images, epoch);
  return arrayBatches(images, random.permutation(images.shape[0] ?? 0), batchSize, batch);
}

/** Takes one step and moves the position, then reports progress and saves a checkpoint if these are due. */
async function takeStep(
  run: TrainingRun,
  { values, size, batch }: HostBatch,
  noise: Float32Array,
): Promise<void> {
  const { vae, optimizer, variables, position, pace } = run;
  const { klWeight, sampling, learningRate } = run.plan.settings;
  const began = performance.now();
  run.isConsistent = false;
  const step = { vae, variables, optimizer, batch: values, technicalBatch: batch, noise, klWeight, sampling };
  const result = await trainingStep(step);
  if (!result.hasFiniteLoss) throw divergence(result, position.epoch, position.step + 1, learningRate);
  setSampling(vae, sampling);
  const seconds = (performance.now() - began) / 1000;
  run.position = {
    ...position,
    ...addLosses(position, result, size),
    step: position.step + 1,
    seconds: position.seconds + seconds,
    updates: position.updates + 1,
  };
  run.isConsistent = true;
  run.isUnsaved = true;
  pace.steps++;
  pace.samples += size;
  pace.seconds += seconds;
  reportIfDue(run);
  await saveCheckpointIfDue(run);
}

/** @throws if the epoch had no batch, or fewer batches than were already trained on according to a checkpoint. */
function checkEpochLength(epoch: number, steps: number, stepsBefore: number): void {
  if (steps === 0) {
    throw invalidArgument(
      `trainVae: a stream must give at least one batch per epoch; epoch ${epoch} gave none.`,
    );
  }
  if (steps >= stepsBefore) return;
  throw invalidArgument(
    `trainVae: expected the stream that the checkpoint was made with; the checkpoint was made after ${stepsBefore} steps of ` +
      `epoch ${epoch}, but the stream ends after ${steps}; pass the same stream, or keep checkpoints in another folder to ` +
      'start again.',
  );
}

function divergence(result: StepResult, epoch: number, step: number, learningRate: number): Error {
  return trainingDiverged(
    `trainVae: training diverged at epoch ${epoch}, step ${step}: expected finite losses; got reconstruction loss ` +
      `${result.reconstruction} and KL term ${result.kl} at a learning rate of ${learningRate}; start again with new weights ` +
      `and a lower learning rate, such as ${learningRate / 10}.`,
  );
}
