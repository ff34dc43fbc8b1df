import type { Vae } from '../architectures/vae.js';
import { setSampling } from '../architectures/vae-sampling.js';
import { checkTrainArguments } from './check-train-options.js';
import { readWeights, writeWeights } from './checkpoint/named-weights.js';
import { sampleName } from './data/check-images.js';
import type { ImageStream } from './data/image-stream.js';
import type { Images } from './data/images.js';
import { bestEpoch, isPatienceExhausted } from './early-stopping.js';
import { measureLosses } from './evaluate-vae.js';
import { constantAnswerLoss } from './loss/constant-answer.js';
import type { EpochResult } from './loss/epoch-result.js';
import { reconstructionInUse } from './loss/loss-in-use.js';
import { meanLosses } from './loss/losses.js';
import { warnOfLossInUse } from './loss/warn-of-loss-in-use.js';
import { report } from './report-progress.js';
import { resumeFrom, saveCheckpoint } from './save-and-resume.js';
import { trainEpoch } from './train-epoch.js';
import type { TrainVaeOptions } from './train-vae-options.js';
import { trainingPlan } from './training-plan.js';
import { startOfEpoch, startRun, type TrainingRun } from './training-run.js';

/**
 * Trains a VAE in place with Adam. The loss is
 *
 *     loss = BCE + klWeight · −mean(1 + ℓ − μ² − exp(ℓ))
 *
 * where BCE is the mean binary cross-entropy over pixels (of the sigmoid output, clipped by 1e-7 as in Keras), μ = z_mean and
 * ℓ = z_log_var. For a VAE with another `likelihood`, such as {@link geneVae}, −ln p(x) takes its place, as a mean over genes in nats. By default this is the usual β-VAE loss with β = 1, divided by the number of values in an image; `beta` sets
 * another β, `klWeight` the reference's weighting (arXiv 1910.13140): see `KlWeighting` of `@csm/models/training`.
 *
 * Latents are drawn as `sampling` says, `'standard'` by default for every VAE; `vae.sampling` and the metadata of the encoder record it
 * from the first step on, so that samples of the posterior have the same σ: see {@link Vae}.
 *
 * `images` is either an ndarray `[n, height, width, channels]` or `[n, genes]`, which is reshuffled every epoch, or, for images that
 * do not fit into memory, a stream of batches, such as an `async function*`: see {@link ImageStream}. In both cases
 * one batch at a time is on the device. BatchNorm uses the statistics of the batch and updates its moving averages,
 * which lag behind after short training: see {@link recomputeBatchNorm}. The same seed, backend and machine give the
 * same weights, byte for byte.
 *
 * With `checkpoints`, a training run that was killed resumes from its last checkpoint when it is called again with the same
 * data and settings (more `epochs` are allowed): losses and weights are then those of an uninterrupted run, bit for bit on
 * the same backend. The batches of the epoch before the checkpoint are read again, but not trained on. A call for a
 * completed training run returns at once.
 *
 * @returns one result per epoch, including those before the checkpoint.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT`, before anything is allocated, for invalid options; for images that are
 * neither an ndarray nor a stream, are empty, have another shape or values that the likelihood does not have, such as pixels outside [0, 1] (for a batch of a stream, just
 * before it is used); for a checkpoint of other settings or another model; and on a backend that cannot train
 * convolutions. Error with code `ERR_TRAINING_DIVERGED` if the loss becomes NaN or infinite. The reason of `signal`
 * on abort; the weights are then those of the last complete step.
 * @category Train
 */
export async function trainVae(
  vae: Vae,
  images: Images | ImageStream,
  options: TrainVaeOptions,
): Promise<EpochResult[]> {
  checkTrainArguments(vae, images, options);
  const plan = trainingPlan(vae, images, options);
  const checkpoint = await plan.checkpoints?.load();
  const run = startRun(plan);
  const epochsBefore = checkpoint?.position.history.length ?? 0;
  try {
    if (checkpoint) {
      await resumeFrom(run, checkpoint);
      setSampling(vae, plan.settings.sampling);
    }
    while (!isComplete(run)) {
      await trainEpoch(run);
      await finishEpoch(run);
      await saveCheckpoint(run);
    }
    if (plan.patience !== undefined && run.bestWeights) writeWeights(vae, run.bestWeights);
    const { history } = run.position;
    if (history.length > epochsBefore) await warnIfWorseInUse(run);
    return [...history];
  } catch (error) {
    if (plan.signal?.aborted && run.isConsistent) await saveCheckpoint(run);
    throw error;
  } finally {
    run.optimizer.dispose();
  }
}

/** Warns if the model is worse with BatchNorm's moving averages than in training. */
async function warnIfWorseInUse({ plan, position, pictures, lastBatches }: TrainingRun): Promise<void> {
  const { vae, onWarning } = plan;
  const { history } = position;
  const epoch = plan.patience === undefined ? history.length - 1 : bestEpoch(history);
  const reference = history[epoch]?.reconstruction;
  if (reference === undefined || lastBatches.length === 0) return;
  const constantAnswer = await constantAnswerLoss(vae, pictures, lastBatches);
  const inUse = await reconstructionInUse(vae, lastBatches);
  const losses = { inUse, reference, referenceName: 'in training', constantAnswer };
  const advice = `call recomputeBatchNorm with the training's ${sampleName(vae)}s, or train longer`;
  warnOfLossInUse('trainVae', vae, losses, advice, onWarning);
}

function isComplete({ plan, position }: TrainingRun): boolean {
  return position.epoch > plan.epochs || isPatienceExhausted(position.history, plan.patience);
}

/** Reports and validates the epoch, keeps its weights if they are the best so far, and moves to the next epoch. */
async function finishEpoch(run: TrainingRun): Promise<void> {
  const { plan, position, pace } = run;
  if (pace.steps > 0) report(run, run.steps);
  plan.signal?.throwIfAborted();
  const { epoch, seconds, history: before, updates } = position;
  const losses = meanLosses(position, plan.settings.klWeight);
  const history = [...before, { epoch, ...losses, seconds, ...(await validate(run)) }];
  const isBest = bestEpoch(history) === history.length - 1;
  if (plan.patience !== undefined && isBest) run.bestWeights = await readWeights(run.vae);
  run.position = startOfEpoch(epoch + 1, history, updates);
  run.isUnsaved = true;
}

/** Measures the losses of the validation images, if there are any. */
async function validate({ plan }: TrainingRun): Promise<Pick<EpochResult, 'validation'>> {
  const { vae, validation, validationBatch, batchSize, settings, signal } = plan;
  if (!validation) return {};
  const options = { batchSize, batch: validationBatch, klWeight: settings.klWeight, signal };
  return { validation: await measureLosses('trainVae', vae, validation, options) };
}
