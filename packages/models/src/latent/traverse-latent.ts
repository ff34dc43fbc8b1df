import {
  checkBatchSize,
  checkModelNotDisposed,
  checkOptions,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  size,
  typeName,
} from '@csm/base';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatentPath } from './check-latent-path.js';
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
 */
export async function traverseLatent(
  decoder: LayersModel,
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
  const imageShape = imageShapeOf(decoder, latentSize);
  const imageSize = size(imageShape);
  const total = count * alphas.length;
  const images = new Float32Array(total * imageSize);
  const yieldIfDue = eventLoopYielder();
  for (let start = 0; start < total; start += batchSize) {
    signal?.throwIfAborted();
    const done = Math.min(start + batchSize, total);
    const values = path.data.slice(start * latentSize, done * latentSize);
    images.set(await decode(decoder, values, [done - start, latentSize]), start * imageSize);
    onProgress?.({ done, total });
    await yieldIfDue();
  }
  return ndarray(images, [count, alphas.length, ...imageShape]);
}

async function decode(
  decoder: LayersModel,
  latents: Float32Array,
  shape: [number, number],
): Promise<Float32Array> {
  const decoded = tidy(() => decoder.apply(tensor(latents, shape), { training: false }) as Tensor);
  try {
    return (await decoded.data()) as Float32Array;
  } finally {
    decoded.dispose();
  }
}

/** The decoder's output without the batch axis. @throws unless it takes one latent of this size and has one output. */
function imageShapeOf(decoder: LayersModel, latentSize: number): number[] {
  const { inputs = [], outputs = [] } = (decoder ?? {}) as Partial<LayersModel>;
  const [input, ...moreInputs] = inputs;
  const [output, ...moreOutputs] = outputs;
  if (!input || !output || moreInputs.length + moreOutputs.length > 0) {
    const counts = input ? ` with ${inputs.length} and ${outputs.length}` : '';
    throw invalidArgument(
      'traverseLatent: decoder must be a LayersModel with one input and one output, such as vae.decoder; got ' +
        `${typeName(decoder)}${counts}.`,
    );
  }
  checkModelNotDisposed('traverseLatent', decoder);
  const expected = input.shape.slice(1);
  if (expected.length !== 1 || expected[0] !== latentSize) {
    throw invalidArgument(
      `traverseLatent: the latents must fit the decoder, which takes shape [n, ${expected.join(', ')}]; got [n, ${latentSize}].`,
    );
  }
  return output.shape.slice(1) as number[];
}
