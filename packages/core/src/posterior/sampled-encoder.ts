import { unsupportedModel } from '@csm/base';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoders/encoder.js';
import { trust } from '../encoders/probe/trusted.js';
import type { TraceOptions } from '../graph/trace.js';

/**
 * The encoder whose latent is a sample of the posterior, `encoder.sampled(noise)`. It is for as many samples as the noise has rows,
 * so that a method which encodes something else than its inputs, such as baselines, keeps each sample's own noise.
 * @throws if the encoder does not know its posterior; the error says how to name its output.
 * @category Write an encoder
 */
export function sampledEncoder(caller: string, encoder: Encoder, noise: Tensor2D): Encoder {
  if (encoder.sampled !== undefined) return forSamples(encoder.sampled(noise), noise.shape[0]);
  throw unsupportedModel(
    `${caller}: the encoder does not know its posterior's standard deviation; name the output that gives it in layersEncoder, ` +
      "graphEncoder or onnxEncoder, such as { output: 'z_mean', logVariance: 'z_log_var' } (or logStd, variance, std; a functionEncoder has none).",
  );
}

/** The same encoder, which was probed before, for a number of samples. */
function forSamples(encoder: Encoder, samples: number): Encoder {
  const { inputShape, latentSize, layout, graph, trace, sampled } = encoder;
  return {
    inputShape,
    latentSize,
    samples,
    ...(layout && { layout }),
    ...(graph && { graph }),
    encode: trust((inputs: Tensor) => encoder.encode(inputs)),
    ...(trace && {
      trace: trust((inputs: Tensor, options?: TraceOptions) => trace.call(encoder, inputs, options)),
    }),
    ...(sampled && { sampled: (noise: Tensor2D) => sampled.call(encoder, noise) }),
  };
}
