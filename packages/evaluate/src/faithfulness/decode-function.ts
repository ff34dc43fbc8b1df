import { checkBatchSize, checkOptions, invalidArgument, rows, typeName, unsupportedModel } from '@csm/base';
import { Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { stackRows } from '../maps/stack-rows.js';

/** Decodes latents `[n, latentSize]` to pictures `[n, ...inputShape]`. */
export type DecodeFunction = (latents: NdArray<Float32Array>) => Promise<NdArray> | NdArray;

/** What a decoder must be able to do: a LayersModel or GraphModel from latents to pictures. */
export interface Decoder {
  predict(latents: Tensor): unknown;
}

/** Options of {@link decodeFunction}. */
export interface DecodeFunctionOptions {
  /** Number of latents that are decoded at once. Default 32. */
  readonly batchSize?: number | undefined;
}

/**
 * Makes a function on the host from a decoder, such as `decodeFunction(vae.decoder)`.
 * @param decoder maps `[n, latentSize]` to `[n, ...inputShape]`; borrowed.
 * @throws if the decoder has no `predict`, or the batch size is not a whole number of at least 1; when called, if the decoder does
 *   not return a single tensor.
 */
export function decodeFunction(decoder: Decoder, options: DecodeFunctionOptions = {}): DecodeFunction {
  const caller = 'decodeFunction';
  checkOptions(caller, options, { batchSize: true });
  const { batchSize = 32 } = options;
  checkBatchSize(caller, batchSize);
  if (typeof decoder?.predict !== 'function') {
    throw invalidArgument(`${caller}: expected a decoder, such as vae.decoder; got ${typeName(decoder)}.`);
  }
  return async (latents: NdArray<Float32Array>) => {
    const samples = [...rows(latents)];
    const pictures: Float32Array[] = [];
    let shape: number[] = [];
    for (let start = 0; start < samples.length; start += batchSize) {
      const batch = stackRows(samples.slice(start, start + batchSize), latents.shape.slice(1));
      const decoded = tidy(() => {
        const output = decoder.predict(tensor(batch.data, batch.shape as [number, number]));
        if (output instanceof Tensor) return output;
        throw unsupportedModel(
          `${caller}: the decoder must return one tensor; it returned ${typeName(output)}.`,
        );
      });
      shape = decoded.shape.slice(1);
      const values = await decoded.data<'float32'>().finally(() => decoded.dispose());
      pictures.push(...rows(Float32Array.from(values), values.length / (batch.shape[0] ?? 1)));
    }
    return stackRows(pictures, shape);
  };
}
