import type { Tensor } from '@tensorflow/tfjs-core';
import type { Images } from './images.js';

/**
 * Samples of one step, `[n, height, width, channels]` with values in [0, 1] or, for a VAE over genes, `[n, genes]`: an ndarray; a tensor, which
 * the receiving function disposes; or an object with either of them as `images` or `inputs`, such as a batch of `@csm/datasets`. `batch` is
 * the technical batch of each sample, for a VAE with `batches`.
 */
export type ImageBatch =
  | Images
  | Tensor
  | { readonly images: Images | Tensor; readonly batch?: ArrayLike<number> | undefined }
  | { readonly inputs: Images | Tensor; readonly batch?: ArrayLike<number> | undefined };

/**
 * Samples that do not fit into memory: a function that returns the batches of one epoch. It is called once per epoch, with
 * the number of the epoch from 1 (for validation always 1).
 *
 * The same epoch must give the same batches in the same order, also in another process; so shuffle inside the function, from
 * a seed and the epoch ({@link epochOrder}). Then a training run that was interrupted can resume where it stopped.
 *
 *     (epoch) => faces.batches({ ids: epochOrder(faces.split('train'), { seed: 1, epoch }), batchSize: 20 })
 */
export type ImageStream = (epoch: number) => AsyncIterable<ImageBatch> | Iterable<ImageBatch>;
