import '@csm/wasm';
import { encode, layersEncoder, meanDifference } from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');

/** Drawn faces of 16 × 16 pixels, and a small VAE that was trained on them for one epoch. */
export const drawn = syntheticFaces({ count: 160, size: 16, seed: 1 });
export const vae = imageVae({ size: 16, filters: [4, 8], dense: [16], latentSize: 4, seed: 1 });
await trainVae(vae, drawn.images, { epochs: 1, batchSize: 16, seed: 1, onWarning: () => {} });
export const encoder = layersEncoder(vae.encoder);

const smiles = drawn.attributeNames.indexOf('Smiling');
/** The numbers of the faces with a smile (1) or without (0), from one number up to another. */
const numbers = (smile: 0 | 1, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i).filter(
    (i) => drawn.attributes.get(i, smiles) === smile,
  );
const pictures = (smile: 0 | 1, from: number, to: number) =>
  selectSamples(drawn.images, numbers(smile, from, to));

export const facesSmiling = pictures(1, 0, 80);
export const facesNot = pictures(0, 0, 80);
export const smiling = meanDifference(
  'Smiling',
  await encode(encoder, facesSmiling),
  await encode(encoder, facesNot),
);
export const meanFace = meanSample(drawn.images);

/** Held-out faces: the vector was not computed from them. */
export const heldOutWith = pictures(1, 80, 150);
export const heldOutWithout = pictures(0, 80, 150);
export const shown = numbers(1, 150, 160).slice(0, 2);
export const images = selectSamples(drawn.images, shown);
