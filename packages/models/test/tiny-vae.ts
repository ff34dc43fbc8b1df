import { imageVae } from '../src/architectures/image-vae.js';
import type { Vae } from '../src/architectures/vae.js';

/** A VAE small enough for the cpu backend: images 8 × 8 × 1, 3 latents. */
export function tinyVae(seed = 0): Vae {
  return imageVae({ size: 8, channels: 1, filters: [4, 8], kernelSize: 3, latentSize: 3, dense: [12], seed });
}

/** All weights of both models. */
export function weightsOf({ encoder, decoder }: Vae): number[][] {
  return [...encoder.weights, ...decoder.weights].map((weight) => Array.from(weight.read().dataSync()));
}
