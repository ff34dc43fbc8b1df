import { checkBatchSize, checkOptions, checkWatchers, eventLoopYielder } from '@csm/base';
import { dispose } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkEncoder, checkEncoderSamples } from '../encoders/check-encoder.js';
import { checkFinite } from '../encoders/check-finite.js';
import { checkLatents } from '../encoders/check-latents.js';
import type { Encoder } from '../encoders/encoder.js';
import { batchTensor, checkInputs, type Inputs } from '../encoders/input-batches.js';
import { checkReproducible } from '../encoders/probe/check-reproducible.js';
import { checkpoint } from '../explain/run.js';
import { checkDraw, drawnBatch } from '../posterior/posterior-draw.js';
import { ENCODE_OPTIONS, type EncodeOptions } from './encode-options.js';

/**
 * Computes the latents of inputs, batch by batch, as an ndarray on the host, from which concept vectors can be made. They are the
 * posterior's mean, or with the option `sample` one draw of it per input.
 *
 * @param inputs ndarray or tensor `[n, ...inputShape]`; a tensor is borrowed.
 * @returns `[n, latentSize]`.
 * @throws before any work if the inputs have another shape, are empty or not finite. Batches of one and two inputs, run at the
 *   encoder's first use, show whether it draws random numbers or mixes the samples of a batch; it throws if so (mixing is allowed
 *   with `batchSize: 1`). Throws if a draw is requested from an encoder that does not know its posterior. During the run, throws if a
 *   latent is not finite.
 * @category Encoders and decoders
 */
export async function encode(
  encoder: Encoder,
  inputs: Inputs,
  options: EncodeOptions = {},
): Promise<NdArray<Float32Array>> {
  checkOptions<EncodeOptions>('encode', options, ENCODE_OPTIONS);
  const { batchSize = 8, sample, signal, onProgress } = options;
  checkWatchers('encode', options);
  checkEncoder('encode', encoder);
  checkBatchSize('encode', batchSize);
  checkDraw('encode', encoder, sample);
  const checked = await checkInputs('encode', inputs, encoder.inputShape);
  checkEncoderSamples('encode', encoder, checked.count);
  await checkReproducible('encode', encoder, checked, { batchSize, signal });
  const latents = new Float32Array(checked.count * encoder.latentSize);
  const pause = eventLoopYielder();
  for (let start = 0; start < checked.count; start += batchSize) {
    await checkpoint({ signal, pause });
    const size = Math.min(batchSize, checked.count - start);
    const part = drawnBatch('encode', encoder, start, size, sample);
    const batch = batchTensor(checked, start, size, encoder.inputShape);
    try {
      const latent = await part.encoder.encode(batch);
      try {
        checkLatents('encode', latent, size, encoder.latentSize);
        const values = await latent.data<'float32'>();
        checkFinite('encode: latent', values, encoder.latentSize, start);
        latents.set(values, start * encoder.latentSize);
      } finally {
        dispose(latent);
      }
    } finally {
      batch.dispose();
      part.dispose();
    }
    onProgress?.({ done: start + size, total: checked.count });
  }
  return ndarray(latents, [checked.count, encoder.latentSize]);
}
