import { Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { checkCount } from '../maps/check.js';
import { fromRows, rowsOf } from '../maps/maps.js';
import type { DecodeFunction } from './generative-agreement.js';

/** What a decoder must be able to do: a LayersModel or GraphModel from latents to pictures. */
export interface Decoder {
  predict(latents: Tensor): unknown;
}

/**
 * A decoder as a function on the host, such as `decodeFunction(vae.decoder)`.
 * @param decoder `[n, latentSize]` to `[n, ...inputShape]`, borrowed.
 * @throws if the batch size is not a whole number of at least 1; when called, if the decoder does not give one tensor.
 */
export function decodeFunction(decoder: Decoder, options: { batchSize?: number } = {}): DecodeFunction {
  const { batchSize = 32 } = options;
  checkCount('decodeFunction', 'batchSize', batchSize);
  return async (latents: NdArray<Float32Array>) => {
    const rows = rowsOf(latents);
    const pictures: Float32Array[] = [];
    let shape: number[] = [];
    for (let start = 0; start < rows.length; start += batchSize) {
      const part = fromRows(rows.slice(start, start + batchSize), latents.shape.slice(1));
      const decoded = tidy(() => {
        const drawn = decoder.predict(tensor(part.data, part.shape as [number, number]));
        if (drawn instanceof Tensor) return drawn;
        throw new Error(
          'decodeFunction: the decoder must give one tensor; it gave something else, such as a list.',
        );
      });
      shape = decoded.shape.slice(1);
      const values = await decoded.data<'float32'>().finally(() => decoded.dispose());
      const size = values.length / part.shape[0]!;
      for (let i = 0; i < part.shape[0]!; i++) pictures.push(values.slice(i * size, (i + 1) * size));
    }
    return fromRows(pictures, shape);
  };
}
