import { checkBatchSize, checkOptions, checkWatchers, eventLoopYielder, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatentPath } from './check-latent-path.js';
import { decodeLatentsWith } from './decode-latents.js';
import type { AnyDecoder } from './latent-decoder.js';
import { pathAlong } from './latent-path.js';
import type { TraverseLatentOptions } from './traverse-latent-options.js';

/**
 * Latent traversal: decodes latents that move along a concept vector, D(z + α v).
 *
 * α is in units of the concept vector: for a mean difference, α = 1 adds the whole difference between the examples with the
 * concept and those without, and α = 0 is the reconstruction. With `from: 'boundary'` α is a signed distance to a
 * classifier's hyperplane, in units of the latent: see {@link latentPath}.
 *
 * @param decoder `[n, latentSize]` to images, such as `vae.decoder`; borrowed.
 * @param latents ndarray `[n, latentSize]`.
 * @param concept the direction, such as a concept vector of `@csm/core`.
 * @param alphas the distances to move, one per picture.
 * @returns `[n, alphas.length, ...imageShape]`, on the host.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT`, before any work, as {@link latentPath}, and if the decoder was disposed, has several
 * inputs or outputs or takes latents of another size; the reason of `signal` on abort.
 * @category Move in the latent space
 */
export async function traverseLatent(
  decoder: AnyDecoder,
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  options: TraverseLatentOptions = {},
): Promise<NdArray<Float32Array>> {
  const known = { from: true, intercept: true, batchSize: true, signal: true, onProgress: true } as const;
  checkOptions('traverseLatent', options, known);
  const { batchSize = 32, signal, onProgress } = options;
  checkBatchSize('traverseLatent', batchSize);
  checkWatchers('traverseLatent', options);
  signal?.throwIfAborted();
  checkLatentPath('traverseLatent', latents, concept, alphas, options);
  const path = pathAlong(latents, concept, alphas, options);
  const [count = 0, , latentSize = 0] = path.shape;
  const decode = decodeLatentsWith('traverseLatent', decoder, latentSize);
  const total = count * alphas.length;
  let images = new Float32Array(0);
  let imageShape: number[] = [];
  const yieldIfDue = eventLoopYielder();
  for (let start = 0; start < total; start += batchSize) {
    signal?.throwIfAborted();
    const done = Math.min(start + batchSize, total);
    const values = path.data.slice(start * latentSize, done * latentSize);
    const decoded = await decode(values, done - start);
    if (start === 0) {
      imageShape = decoded.shape.slice(1);
      images = new Float32Array(total * size(imageShape));
    }
    images.set(decoded.data, start * size(imageShape));
    onProgress?.({ done, total });
    await yieldIfDue();
  }
  return ndarray(images, [count, alphas.length, ...imageShape]);
}
