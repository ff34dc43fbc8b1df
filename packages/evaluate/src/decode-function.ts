import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { DecodeFunction } from './generative-agreement.js';
import { fromRows, rowsOf } from './maps.js';

/** What a decoder must be able to do: a LayersModel or GraphModel from latents to pictures. */
export interface Decoder {
  predict(latents: Tensor): unknown;
}

/**
 * A decoder as a function on the host, such as `decodeFunction(vae.decoder)`.
 * @param decoder `[n, latentSize]` to `[n, ...inputShape]`, borrowed.
 */
export function decodeFunction(decoder: Decoder, options: { batchSize?: number } = {}): DecodeFunction {
  const { batchSize = 32 } = options;
  return async (latents: NdArray<Float32Array>) => {
    const rows = rowsOf(latents);
    const pictures: Float32Array[] = [];
    let shape: number[] = [];
    for (let start = 0; start < rows.length; start += batchSize) {
      const part = fromRows(rows.slice(start, start + batchSize), latents.shape.slice(1));
      const decoded = tidy(
        () => decoder.predict(tensor(part.data, part.shape as [number, number])) as Tensor,
      );
      shape = decoded.shape.slice(1);
      const values = await decoded.data<'float32'>().finally(() => decoded.dispose());
      const size = values.length / part.shape[0]!;
      for (let i = 0; i < part.shape[0]!; i++) pictures.push(values.slice(i * size, (i + 1) * size));
    }
    return fromRows(pictures, shape);
  };
}
