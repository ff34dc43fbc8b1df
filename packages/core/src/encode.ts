import ndarray, { type NdArray } from 'ndarray';
import type { Encoder } from './encoder.js';
import { batchTensor, checkBatchSize, type ExplainOptions } from './explain.js';
import { checkInputs, type Inputs } from './input-batches.js';

/**
 * Latents of inputs, batch by batch, on the host: what concept vectors are made of.
 *
 * @param inputs ndarray or tensor `[n, ...inputShape]`; a tensor is borrowed.
 * @returns `[n, latentSize]`.
 * @throws before any work if the inputs have another shape, are empty or not finite.
 */
export async function encode(
  encoder: Encoder,
  inputs: Inputs,
  options: ExplainOptions = {},
): Promise<NdArray<Float32Array>> {
  const { batchSize = 8, signal, onProgress } = options;
  checkBatchSize('encode', batchSize);
  const checked = await checkInputs('encode', inputs, encoder.inputShape);
  const latents = new Float32Array(checked.count * encoder.latentSize);
  for (let start = 0; start < checked.count; start += batchSize) {
    signal?.throwIfAborted();
    const size = Math.min(batchSize, checked.count - start);
    const batch = batchTensor(checked, start, size, encoder);
    try {
      const latent = encoder.encode(batch);
      latents.set(await latent.data().finally(() => latent.dispose()), start * encoder.latentSize);
    } finally {
      batch.dispose();
    }
    onProgress?.({ done: start + size, total: checked.count });
  }
  return ndarray(latents, [checked.count, encoder.latentSize]);
}
