import { checkBatchSize, checkOptions, rows } from '@csm/base';
import type { Decoder } from '@csm/core';
import { type DecoderModel, decoderOf } from '@csm/core/extend';
import { type Tensor, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { stackRows } from '../maps/stack-rows.js';

/** Decodes latents `[n, latentSize]` to pictures `[n, ...inputShape]`. */
export type DecodeFunction = (latents: NdArray<Float32Array>) => Promise<NdArray> | NdArray;

/** Options of {@link decodeFunction}. */
export interface DecodeFunctionOptions {
  /** Number of latents that are decoded at once. Default 32. */
  readonly batchSize?: number | undefined;
}

/**
 * Makes a function on the host from a decoder; it works batch by batch.
 * @param decoder a decoder, such as `layersDecoder(vae.decoder)` of `@csm/core`, or a model with `predict`, such as `vae.decoder`;
 *   borrowed.
 * @throws if the value is not a decoder, or an option is unknown or out of range; when called, if the decoder does not return a
 *   single tensor with one item per latent.
 * @category Faithfulness
 */
export function decodeFunction(
  decoder: Decoder | DecoderModel,
  options: DecodeFunctionOptions = {},
): DecodeFunction {
  const caller = 'decodeFunction';
  checkOptions(caller, options, { batchSize: true });
  const { batchSize = 32 } = options;
  checkBatchSize(caller, batchSize);
  const source = decoderOf(decoder, caller);
  return async (latents: NdArray<Float32Array>) => {
    const samples = [...rows(latents)];
    const [, latentSize = 0] = latents.shape;
    const pictures: Float32Array[] = [];
    let shape: number[] = [];
    for (let start = 0; start < samples.length; start += batchSize) {
      const part = samples.slice(start, start + batchSize);
      const batch = tensor2d(stackRows(part, [latentSize]).data, [part.length, latentSize]);
      const decoded = await decode(source, batch).finally(() => batch.dispose());
      shape = decoded.shape.slice(1);
      const values = await decoded.data<'float32'>().finally(() => decoded.dispose());
      for (const picture of rows(Float32Array.from(values), values.length / part.length))
        pictures.push(picture);
    }
    return stackRows(pictures, shape);
  };
}

/** Decodes a batch; an error that a synchronous decoder throws becomes a rejection. */
async function decode(decoder: Decoder, latents: Tensor2D): Promise<Tensor> {
  return await decoder.decode(latents);
}
