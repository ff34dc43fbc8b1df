import { type Decoder, type Encoder, encode } from '@csm/core';
import { tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import type { NormalisationName } from '../choices.js';
import type { OpenedEncoder } from './open-model.js';

/** Pictures that are tried. */
const TRIED = 8;
const NAMES: readonly NormalisationName[] = ['0…1', '−1…1', '0…255', 'ImageNet'];

/**
 * The normalisation with which the decoder restores some pictures best; undefined if it is not clear. A decoder may return pictures in
 * [0, 1] or normalised; the smaller error counts.
 */
export async function fittingNormalisation(
  encoder: OpenedEncoder,
  decoder: Decoder,
  inputs: NdArray<Float32Array>,
): Promise<NormalisationName | undefined> {
  const count = Math.min(TRIED, inputs.shape[0]!);
  const size = inputs.size / inputs.shape[0]!;
  const some = ndarray(inputs.data.slice(0, count * size), [count, ...encoder.inputShape]);
  const errors: { name: NormalisationName; error: number }[] = [];
  for (const name of NAMES) {
    const made = await encoder.make(name).catch(() => undefined);
    if (made === undefined) continue;
    try {
      errors.push({ name, error: await errorOf(made, decoder, some) });
    } catch {
      // Latents that are not finite: this is not the normalisation.
    } finally {
      await made.dispose?.();
    }
  }
  const [best, second] = errors.sort((a, b) => a.error - b.error);
  return best && second && best.error < 0.8 * second.error ? best.name : undefined;
}

/** Mean squared error of the restored pictures, taken as they are or as pictures in [−1, 1]. */
async function errorOf(encoder: Encoder, decoder: Decoder, some: NdArray<Float32Array>): Promise<number> {
  const latents = await encode(encoder, some);
  const input = tensor2d(latents.data, latents.shape as [number, number]);
  const output = await decoder.decode(input);
  input.dispose();
  const restored = await output.data();
  output.dispose();
  let plain = 0;
  let symmetric = 0;
  for (const [i, value] of some.data.entries()) {
    plain += (restored[i]! - value) ** 2;
    symmetric += ((restored[i]! + 1) / 2 - value) ** 2;
  }
  return Math.min(plain, symmetric) / some.data.length;
}
