import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { typeName } from '../checks/checks.js';
import { pauser } from '../training/pause.js';
import { type LatentPathOptions, latentPath } from './latent-path.js';

/** Options of {@link traverseLatent}. */
export interface TraverseLatentOptions extends LatentPathOptions {
  /** Latents that go through the decoder at a time. Default 32. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once a batch with the share done, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Latent traversal: what the decoder draws while latents move along a concept vector, D(z + α v).
 *
 * α is in units of the concept vector: for a mean difference, α = 1 adds the whole difference between the examples with the
 * concept and those without, α = 0 is the reconstruction. With `from: 'boundary'` α is a signed distance to a classifier's
 * hyperplane, in units of the latent: see {@link latentPath}.
 *
 * @param decoder `[n, latentSize]` to images, such as `vae.decoder`; borrowed.
 * @param latents ndarray `[n, latentSize]`.
 * @param concept the direction, such as a concept vector of `@csm/core`.
 * @param alphas how far to go, one a picture.
 * @returns `[n, alphas.length, ...imageShape]`, on the host.
 * @throws before any work as {@link latentPath}, and if the decoder has several inputs or outputs or takes latents of another
 * size; the reason of `signal`.
 */
export async function traverseLatent(
  decoder: LayersModel,
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  options: TraverseLatentOptions = {},
): Promise<NdArray<Float32Array>> {
  const { batchSize = 32, signal, onProgress } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`traverseLatent: batchSize must be a whole number of at least 1; got ${batchSize}.`);
  }
  signal?.throwIfAborted();
  const path = latentPath(latents, concept, alphas, options);
  const [count = 0, , size = 0] = path.shape;
  const imageShape = imageShapeOf(decoder, size);
  const total = count * alphas.length;
  const imageSize = imageShape.reduce((product, length) => product * length, 1);
  const images = new Float32Array(total * imageSize);
  const pause = pauser();
  for (let start = 0; start < total; start += batchSize) {
    signal?.throwIfAborted();
    const rows = Math.min(batchSize, total - start);
    const values = path.data.slice(start * size, (start + rows) * size);
    const decoded = tidy(() => decoder.apply(tensor(values, [rows, size]), { training: false }) as Tensor);
    try {
      images.set((await decoded.data()) as Float32Array, start * imageSize);
    } finally {
      decoded.dispose();
    }
    onProgress?.((start + rows) / total);
    await pause();
  }
  return ndarray(images, [count, alphas.length, ...imageShape]);
}

/** The decoder's output without the batch axis. @throws unless it takes one latent of this size and gives one output. */
function imageShapeOf(decoder: LayersModel, size: number): number[] {
  const { inputs, outputs } = (decoder ?? {}) as Partial<LayersModel>;
  if (inputs?.length !== 1 || outputs?.length !== 1) {
    throw new TypeError(
      `traverseLatent: decoder must be a LayersModel with one input and one output, such as vae.decoder; got ${typeName(decoder)}` +
        `${inputs && outputs ? ` with ${inputs.length} and ${outputs.length}` : ''}.`,
    );
  }
  const expected = inputs[0]!.shape.slice(1);
  if (expected.length !== 1 || expected[0] !== size) {
    throw new RangeError(
      `traverseLatent: the decoder takes latents of shape [n, ${expected.join(', ')}]; got [n, ${size}].`,
    );
  }
  return outputs[0]!.shape.slice(1) as number[];
}
