import {
  checkCount,
  checkOneOf,
  checkOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  type Progress,
  size,
} from '@csm/base';
import { tensor } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import { samplingOf } from '../../architectures/vae-sampling.js';
import { randomStream } from '../../random-stream.js';
import { checkBatch } from '../data/check-batch.js';
import { checkImages } from '../data/check-images.js';
import { arrayBatches } from '../data/image-batches.js';
import { allIndices, gatherImages, type Images } from '../data/images.js';
import { oneHotBatches } from '../data/one-hot-batches.js';
import { constantAnswerLoss } from '../loss/constant-answer.js';
import { withBatches } from '../loss/decoded-batch.js';
import { reconstructionInUse } from '../loss/loss-in-use.js';
import { addPictures, emptyPictureSum, type PictureSum } from '../loss/mean-picture.js';
import { SAMPLINGS, type Sampling } from '../loss/sampling.js';
import { warnOfLossInUse } from '../loss/warn-of-loss-in-use.js';
import { batchNormLayers, readStatistics, writeStatistics } from './batch-norm-layers.js';
import { type BatchNormShift, batchNormShift } from './batch-norm-shift.js';
import { latentDraws } from './latent-draws.js';
import type { RecomputeBatchNormOptions } from './recompute-batch-norm-options.js';
import { recomputeLayers } from './recompute-layers.js';

/** The number of images on which the loss in use is measured before and after. */
const SAMPLE = 256;

/**
 * Replaces the moving mean and variance of every BatchNorm layer with statistics over `images`.
 *
 * After short training the moving averages (momentum 0.99) still contain the statistics of the first steps. This
 * function does what Wu & Johnson, "Rethinking 'Batch' in BatchNorm" (arXiv 2105.07576), call precise BatchNorm: the
 * weights stay fixed, batches run through the network in training mode, and the means and variances of each layer's
 * input are pooled over batches (within-batch and between-batch variance). This takes one pass per model, whereas
 * exact statistics, computed layer by layer, would take one pass per layer; a single batch with all images gives the
 * exact statistics.
 *
 * The encoder comes first. The decoder then gets latents *drawn* from the corrected encoder, because it was trained on draws:
 * statistics over z_mean lack the variance of the noise and made reconstructions worse than the lagging averages did (2,000
 * genes, 3 epochs: cross-entropy .337 with lagging averages, .385 with statistics over z_mean, .231 over draws).
 *
 * Draws that alone would determine the statistics of a latent component are left out, and a warning names their images: with
 * two of 16,218 genes whose deviations were 549,000 and 13,300 (all others below 400), the decoder's cross-entropy was .0981 with
 * them and .0747 without; a constant picture had .0843. Otherwise all draws count equally. It also warns if the loss in use is
 * higher than before, or than the loss of always answering with the mean picture.
 *
 * @returns the change of each layer's statistics.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for invalid options and for images that are empty, have another shape or
 * are not in [0, 1]; Error with code `ERR_UNSUPPORTED_MODEL` for models nested in the encoder or decoder; the reason of
 * `signal` on abort. After an error the statistics are as before.
 * @category Train
 */
export async function recomputeBatchNorm(
  vae: Vae,
  images: Images,
  options: RecomputeBatchNormOptions = {},
): Promise<BatchNormShift[]> {
  checkRecomputeOptions(options);
  const { batchSize = 256, seed = 0, signal, onProgress } = options;
  const { onWarning = console.warn } = options;
  signal?.throwIfAborted();
  checkImages('recomputeBatchNorm', vae, images);
  const batch = checkBatch('recomputeBatchNorm', vae, options.batch, images.shape[0] ?? 0);
  const own = samplingOf('recomputeBatchNorm', vae);
  const { sampling = own ?? 'standard' } = options;
  const layers = { encoder: batchNormLayers(vae.encoder), decoder: batchNormLayers(vae.decoder) };
  const random = randomStream(seed);
  const order = random.permutation(images.shape[0] ?? 0);
  const batches = cut(order, batchSize);
  const technical = (indices: Uint32Array) =>
    oneHotBatches(vae, batch && indices.map((index) => batch[index] ?? 0));
  const upload = (indices: Uint32Array) =>
    withBatches(
      vae.encoder,
      tensor(gatherImages(images, indices), [indices.length, ...vae.inputShape]),
      technical(indices),
    );
  const countBatch = batchCounter(2 * batches.length, onProgress);

  const sample = order.subarray(0, SAMPLE);
  const sampleBatches = [...arrayBatches(images, sample, Math.min(batchSize, 64), batch)];
  const measure = () => reconstructionInUse(vae, sampleBatches);
  const all = [...layers.encoder, ...layers.decoder];
  const before = await Promise.all(all.map(readStatistics));
  const lossBefore = await measure();
  try {
    const run = { batches, signal, countBatch };
    await recomputeLayers(vae.encoder, layers.encoder, upload, run);
    const draws =
      layers.decoder.length > 0
        ? await latentDraws(vae, batches, upload, { random, sampling, signal })
        : undefined;
    if (draws) warnOfExtremeDraws(draws.extreme, images.shape[0] ?? 0, onWarning);
    await recomputeLayers(
      vae.decoder,
      layers.decoder,
      (indices) => {
        const drawn = draws?.draw(indices);
        return drawn && withBatches(vae.decoder, drawn.latents, technical(drawn.samples));
      },
      run,
    );
  } catch (error) {
    // The passes in training mode changed the moving averages.
    for (const [i, statistics] of before.entries()) {
      const layer = all[i];
      if (layer) writeStatistics(layer, statistics);
    }
    throw error;
  }
  warnOfOtherSampling(own, options.sampling, onWarning);
  const losses = { inUse: await measure(), reference: lossBefore, referenceName: 'before' };
  warnOfLossInUse(
    'recomputeBatchNorm',
    vae,
    { ...losses, constantAnswer: await constantAnswerLoss(vae, pictureSum(images), sampleBatches) },
    'pass the images of the training, or train longer',
    onWarning,
  );
  const shifts: BatchNormShift[] = [];
  for (const [i, layer] of all.entries()) {
    const path = `${i < layers.encoder.length ? 'encoder' : 'decoder'}/${layer.name}`;
    const old = before[i];
    if (old) shifts.push(batchNormShift(path, layer, old, await readStatistics(layer)));
  }
  return shifts;
}

/** Warns if the caller's sampling is not that of the model. */
function warnOfOtherSampling(
  own: Sampling | undefined,
  given: Sampling | undefined,
  onWarning: (message: string) => void,
): void {
  if (given === undefined || own === undefined || given === own) return;
  onWarning(
    `recomputeBatchNorm: sampling should be that of the model, '${own}'; got '${given}', so the decoder's statistics are those of ` +
      'latents that it was not trained on; leave out sampling.',
  );
}

function pictureSum(images: Images): PictureSum {
  const sum = emptyPictureSum(size(images.shape.slice(1)));
  for (const { values } of arrayBatches(images, allIndices(images), 64)) addPictures(sum, values);
  return sum;
}

function checkRecomputeOptions(options: RecomputeBatchNormOptions): void {
  checkOptions('recomputeBatchNorm', options, {
    batchSize: true,
    batch: true,
    sampling: true,
    seed: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  const { batchSize = 256, sampling = 'standard', seed = 0 } = options;
  checkCount('recomputeBatchNorm', 'batchSize', batchSize);
  checkSeed('recomputeBatchNorm', seed);
  checkOneOf('recomputeBatchNorm', 'sampling', sampling, SAMPLINGS);
  checkWatchers('recomputeBatchNorm', options);
}

/** Splits the indices into batches; the last batch may be smaller. */
function cut(indices: Uint32Array, batchSize: number): Uint32Array[] {
  const count = Math.ceil(indices.length / batchSize);
  return Array.from({ length: count }, (_, i) => indices.subarray(i * batchSize, (i + 1) * batchSize));
}

/** A function to call after each batch: it reports the progress and yields to the event loop. */
function batchCounter(total: number, onProgress: ((progress: Progress) => void) | undefined) {
  const yieldIfDue = eventLoopYielder();
  let done = 0;
  return async () => {
    done++;
    onProgress?.({ done, total });
    await yieldIfDue();
  };
}

function warnOfExtremeDraws(
  extreme: readonly number[],
  count: number,
  onWarning: (message: string) => void,
): void {
  if (extreme.length === 0) return;
  const shown = extreme.slice(0, 5).join(', ') + (extreme.length > 5 ? ' …' : '');
  onWarning(
    `recomputeBatchNorm: ${extreme.length} of ${count} images have latent deviations that outweigh all others together; their ` +
      `draws are left out of the decoder's statistics; look at the z_log_var of images ${shown}.`,
  );
}
