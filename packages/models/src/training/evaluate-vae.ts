import { checkCount, checkOptions, checkWatchers, eventLoopYielder, invalidArgument } from '@csm/base';
import { checkVae } from '../architectures/check-vae.js';
import type { Vae } from '../architectures/vae.js';
import { checkBatch } from './data/check-batch.js';
import { checkImages } from './data/check-images.js';
import { arrayBatches, type HostBatches, streamBatches } from './data/image-batches.js';
import type { ImageStream } from './data/image-stream.js';
import { allIndices, type Images } from './data/images.js';
import type { EvaluateVaeOptions } from './evaluate-vae-options.js';
import { klWeightOf } from './loss/kl-weight.js';
import { lossesOfBatch } from './loss/loss-in-use.js';
import { addLosses, type Losses, type LossSums, meanLosses } from './loss/losses.js';

/**
 * Measures the losses at inference: BatchNorm uses its moving averages, and the decoder gets z_mean instead of a
 * draw. The VAE does not change; two calls give the same numbers.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for invalid options, and for images that are neither an ndarray nor a
 * stream, are empty, have another shape or impossible values; the reason of `signal` on abort.
 * @category Train
 */
export async function evaluateVae(
  vae: Vae,
  images: Images | ImageStream,
  options: EvaluateVaeOptions = {},
): Promise<Losses> {
  checkOptions('evaluateVae', options, {
    batchSize: true,
    batch: true,
    beta: true,
    klWeight: true,
    signal: true,
  });
  const { batchSize = 64, signal } = options;
  checkCount('evaluateVae', 'batchSize', batchSize);
  checkWatchers('evaluateVae', { signal });
  signal?.throwIfAborted();
  checkVae('evaluateVae', vae);
  if (typeof images !== 'function') checkImages('evaluateVae', vae, images);
  const klWeight = klWeightOf('evaluateVae', vae, options);
  const batch =
    typeof images === 'function'
      ? undefined
      : checkBatch('evaluateVae', vae, options.batch, images.shape[0] ?? 0);
  return measureLosses('evaluateVae', vae, images, { batchSize, batch, klWeight, signal });
}

/** The same as {@link evaluateVae}, with arguments that were checked. */
export async function measureLosses(
  caller: string,
  vae: Vae,
  images: Images | ImageStream,
  options: {
    batchSize: number;
    batch: Uint32Array | undefined;
    klWeight: number;
    signal: AbortSignal | undefined;
  },
): Promise<Losses> {
  const { klWeight, signal } = options;
  const yieldIfDue = eventLoopYielder();
  let sums: LossSums = { samples: 0, reconstruction: 0, kl: 0 };
  for await (const batch of batchesInOrder(caller, vae, images, options)) {
    signal?.throwIfAborted();
    sums = addLosses(sums, await lossesOfBatch(vae, batch), batch.size);
    await yieldIfDue();
  }
  if (sums.samples === 0) {
    throw invalidArgument(`${caller}: a stream for validation must give at least one batch; got none.`);
  }
  return meanLosses(sums, klWeight);
}

function batchesInOrder(
  caller: string,
  vae: Vae,
  images: Images | ImageStream,
  { batchSize, batch }: { batchSize: number; batch: Uint32Array | undefined },
): HostBatches {
  if (typeof images === 'function') return streamBatches(caller, vae, images, 1, 'of the validation stream');
  return arrayBatches(images, allIndices(images), batchSize, batch);
}
