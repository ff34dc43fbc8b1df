import type { Encoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { matMul, reshape, type Tensor, type Tensor2D, tanh, tensor2d } from '@tensorflow/tfjs-core';

/** Seeded weights of a decoder, `[latentSize, features]`, row-major. */
export function decoderWeights(latentSize: number, features: number): Float32Array {
  return Float32Array.from({ length: latentSize * features }, (_, i) => Math.sin(3 + i * i));
}

/** A decoder into an encoder's inputs, tanh(z W) or z W; it keeps no tensors. */
export function someDecoder({ inputShape, latentSize }: Encoder, linear = false): DecoderModel {
  const features = inputShape.reduce((a, b) => a * b, 1);
  return {
    predict(latents: Tensor) {
      const weights = tensor2d(decoderWeights(latentSize, features), [latentSize, features]);
      const drawn = matMul(latents as Tensor2D, weights);
      return reshape(linear ? drawn : tanh(drawn), [latents.shape[0]!, ...inputShape]);
    },
  };
}
