import { encode, layersEncoder, meanDifference } from '@csm/core';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { drawn, encoder, heldOutWith, heldOutWithout, shown } from '../../faces.js';

export {
  encoder,
  heldOutWith,
  heldOutWithout,
  heldOutWithout as donors,
  images,
  meanFace,
  smiling,
  vae,
} from '../../faces.js';
export const positives = await encode(encoder, heldOutWith);
export const negatives = await encode(encoder, heldOutWithout);
export const explainer = gradient();
const mask = (face: number) => [...drawn.mask(face, 'Smiling').data];
export const masks = ndarray(Float32Array.from(shown.flatMap(mask)), [shown.length, 16, 16]);

// 40 cells with 12 genes, of which B cells have more of the first five.
export const geneNames = Array.from({ length: 12 }, (_, gene) => `G${gene}`);
export const markers = geneNames.slice(0, 5);
const cellsWith = (shift: number, seed: number) =>
  ndarray(
    Float32Array.from(tf.randomNormal([20, 12], 0, 1, 'float32', seed).dataSync(), (value, at) =>
      at % 12 < 5 ? value + shift : value,
    ),
    [20, 12],
  );
const kernelInitializer = tfl.initializers.glorotNormal({ seed: 1 });
export const geneEncoder = layersEncoder(
  tfl.sequential({ layers: [tfl.layers.dense({ units: 4, inputShape: [12], kernelInitializer })] }),
);
export const cells = cellsWith(2, 1);
export const bCells = {
  positives: await encode(geneEncoder, cells),
  negatives: await encode(geneEncoder, cellsWith(0, 2)),
};
export const bCell = meanDifference('B cell', bCells.positives, bCells.negatives);
