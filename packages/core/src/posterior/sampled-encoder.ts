import { unsupportedModel } from '@csm/base';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoders/encoder.js';

/**
 * The encoder whose latent is a sample of the posterior, `encoder.sampled(noise)`.
 * @throws if the encoder does not know its posterior; the error says how it can.
 */
export function sampledEncoder(caller: string, encoder: Encoder, noise: Tensor2D): Encoder {
  if (encoder.sampled !== undefined) return encoder.sampled(noise);
  throw unsupportedModel(
    `${caller}: the encoder does not know its posterior's standard deviation; name the output that gives it in layersEncoder or ` +
      "graphEncoder, such as { output: 'z_mean', logVariance: 'z_log_var' } (or logStd, variance, std; a functionEncoder has none).",
  );
}
