import type { Vae } from '@csm/models';
import type { Sampling } from '@csm/models/training';
import * as tf from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { vaeLosses } from '../packages/models/src/training/loss/vae-losses.js';

/** What a training step of the given sampling passes to the decoder for a given noise, if BatchNorm is as in use. */
export function decoderInput(
  vae: Vae,
  images: NdArray<Float32Array>,
  noise: tf.Tensor,
  sampling: Sampling,
): Float32Array {
  return tf.tidy(() => {
    const x = tf.tensor(images.data, images.shape);
    const seen: tf.Tensor[] = [];
    const encoder = { inputs: [x], apply: (input: tf.Tensor) => vae.encoder.predict(input) };
    const decoder = { inputs: [x], apply: (latent: tf.Tensor) => [seen.push(latent), x][1] };
    vaeLosses({ ...vae, encoder, decoder } as unknown as Vae, x, { noise, sampling });
    return Float32Array.from(seen[0]!.dataSync());
  });
}
