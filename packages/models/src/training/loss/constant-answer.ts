import { type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import type { HostBatch } from '../data/image-batches.js';
import { isOfCounts, likelihoodOf } from '../likelihood/likelihoods.js';
import { decodedBatch, withBatches } from './decoded-batch.js';
import { meanPictureLoss, type PictureSum } from './mean-picture.js';

/**
 * The reconstruction loss of a model that gives the same answer for every sample: the mean picture, or for genes the mean sample or each gene's
 * share of all counts, with the dispersions or variances of the model and without dropout.
 *
 * @param sum the samples, summed.
 * @param batches the samples on which the loss of genes is measured. That of pictures follows from their sum.
 */
export async function constantAnswerLoss(
  vae: Vae,
  sum: PictureSum,
  batches: readonly HostBatch[],
): Promise<number> {
  if ((vae.likelihood ?? 'bernoulli') === 'bernoulli') return meanPictureLoss(sum);
  let [total, samples] = [0, 0];
  for (const batch of batches) {
    const loss = tidy(() => lossOfBatch(vae, sum, batch));
    try {
      total += ((await loss.data())[0] ?? Number.NaN) * batch.size;
      samples += batch.size;
    } finally {
      loss.dispose();
    }
  }
  return total / samples;
}

function lossOfBatch(vae: Vae, { count, sum }: PictureSum, { values, size }: HostBatch): Tensor {
  const total = isOfCounts(vae) ? sum.reduce((all, each) => all + each, 0) : count;
  const answer = tensor(
    Float32Array.from(sum, (each) => each / total),
    [1, ...vae.inputShape],
  );
  const likelihood = vae.likelihood === 'zeroInflatedNegativeBinomial' ? 'negativeBinomial' : vae.likelihood;
  const inputs = withBatches(vae.decoder, zeros([1, vae.latentSize]), zeros([1, vae.batches ?? 1]));
  const { parameters } = decodedBatch(vae.decoder, inputs, { training: false });
  const data = tensor(values, [size, ...vae.inputShape]);
  return likelihoodOf({ likelihood }).negativeLogLikelihood(data, { answer, parameters });
}
