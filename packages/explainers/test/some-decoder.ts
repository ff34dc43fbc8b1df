import type { Encoder } from '@csm/core';
import { matMul, reshape, type Tensor, type Tensor2D, tanh, tensor2d } from '@tensorflow/tfjs-core';
import type { Decoder } from '../src/baselines/remove-concept.js';

/** Seeded weights of a decoder, `[latentSize, features]`, row-major. */
export function decoderWeights(latentSize: number, features: number): Float32Array {
  return Float32Array.from({ length: latentSize * features }, (_, i) => Math.sin(3 + i * i));
}

/** A decoder that draws an encoder's inputs, tanh(z W) or z W; it keeps no tensors. */
export function someDecoder({ inputShape, latentSize }: Encoder, linear = false): Decoder {
  const features = inputShape.reduce((a, b) => a * b, 1);
  return {
    predict(latents: Tensor) {
      const weights = tensor2d(decoderWeights(latentSize, features), [latentSize, features]);
      const drawn = matMul(latents as Tensor2D, weights);
      return reshape(linear ? drawn : tanh(drawn), [latents.shape[0]!, ...inputShape]);
    },
  };
}
