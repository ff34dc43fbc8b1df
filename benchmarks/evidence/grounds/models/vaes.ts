import { imageVae, type Vae } from '@csm/models';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { apply, type SeededLayers, seededLayers } from './seeded-layers.js';

const FILTERS = [8, 16, 32];
const HIDDEN = 128;

/** The VAE of pictures, untrained. */
export function sceneVae(size: number, latentSize: number, seed: number): Vae {
  return imageVae({ size, latentSize, filters: FILTERS, dense: [HIDDEN], seed });
}

/** A VAE of pictures whose encoder sees only the upper half; its decoder draws the whole picture. Untrained. */
export function blindVae(size: number, latentSize: number, seed: number): Vae {
  const { encoder: seeing, decoder } = sceneVae(size, latentSize, seed);
  seeing.dispose();
  const own = seededLayers('blind encoder', seed);
  const picture = input({ shape: [size, size, 3], name: 'image_input' });
  const upper = layers.cropping2D({
    cropping: [
      [0, size / 2],
      [0, 0],
    ],
    name: 'upper_half',
  });
  let x = apply(upper, picture);
  for (const filters of FILTERS) x = own.convolution(x, filters);
  x = own.dense(apply(layers.flatten(), x), HIDDEN, { activation: 'relu' });
  const encoder = model({ name: 'encoder', inputs: picture, outputs: latents(own, x, latentSize) });
  return { name: 'blind', encoder, decoder, inputShape: [size, size, 3], latentSize };
}

/** A VAE of rows of numbers, with one hidden layer on each side. Untrained. */
export function denseVae(features: number, latentSize: number, seed: number): Vae {
  const own = seededLayers('dense VAE', seed);
  const row = input({ shape: [features], name: 'row_input' });
  const hidden = own.dense(row, HIDDEN, { activation: 'relu' });
  const encoder = model({ name: 'encoder', inputs: row, outputs: latents(own, hidden, latentSize) });
  const latent = input({ shape: [latentSize], name: 'latent_input' });
  const back = own.dense(latent, HIDDEN, { activation: 'relu' });
  const decoder = model({
    name: 'decoder',
    inputs: latent,
    outputs: own.dense(back, features, { activation: 'sigmoid', name: 'row' }),
  });
  return { name: 'dense', encoder, decoder, inputShape: [features], latentSize };
}

function latents(own: SeededLayers, x: SymbolicTensor, latentSize: number): SymbolicTensor[] {
  return ['z_mean', 'z_log_var'].map((name) => own.dense(x, latentSize, { name }));
}
