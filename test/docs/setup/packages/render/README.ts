import { encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { syntheticBulb } from '@csm/datasets';
import { certify, rankGenesMany } from '@csm/evaluate';
import { gradient, guidedBackprop, rectifiedGradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { drawn, encoder, heldOutWith, heldOutWithout, images, shown, smiling } from '../../faces.js';

const mapBy = async (explainer: ReturnType<typeof gradient>) =>
  (await explain(encoder, smiling, images, explainer)).maps.pick(0);
export const image = images.pick(0);
export const mask = drawn.mask(shown[0] ?? 0, 'Smiling');
export const map = await mapBy(gradient());
export const guidedMap = await mapBy(guidedBackprop());
export const rectifiedMap = await mapBy(rectifiedGradient({ percentile: 95 }));

/** The certificate of pictures, of rows of a table, or of spots: examples with a concept differ in the first numbers. */
export const certificate = await certify({
  encoder,
  concept: smiling,
  explainer: gradient(),
  inputs: images,
  positives: heldOutWith,
  negatives: heldOutWithout,
});
const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
export const { spots } = bulb;
export const geneNames = [...bulb.genes];

const rowsOf = (count: number, columns: number, shift: number, seed: number) =>
  ndarray(
    Float32Array.from(
      tf.randomNormal([count, columns], 0, 1, 'float32', seed).dataSync(),
      (value, i) => value + (i % columns < 2 ? shift : 0),
    ),
    [count, columns],
  );
const certificateOf = async (columns: number) => {
  const kernelInitializer = tfl.initializers.glorotNormal({ seed: 1 });
  const dense = tfl.layers.dense({ units: 4, inputShape: [columns], kernelInitializer });
  const encoder = layersEncoder(tfl.sequential({ layers: [dense] }));
  const [positives, negatives, cells] = [
    rowsOf(30, columns, 1, 1),
    rowsOf(30, columns, 0, 2),
    rowsOf(1, columns, 1, 3),
  ];
  const [withConcept, without] = [rowsOf(30, columns, 1, 4), rowsOf(30, columns, 0, 5)];
  const concept = meanDifference(
    'marker',
    await encode(encoder, withConcept),
    await encode(encoder, without),
  );
  return certify({
    ...{ encoder, concept, positives, negatives },
    explainer: gradient(),
    inputs: cells,
  });
};
export const cellCertificate = await certificateOf(geneNames.length);
export const spotCertificate = await certificateOf(bulb.spots.names.length);
export const cellMaps = cellCertificate.maps;

/** Rankings of the genes for two concepts. */
const kernelInitializer = tfl.initializers.glorotNormal({ seed: 2 });
const ofGenes = layersEncoder(
  tfl.sequential({
    layers: [tfl.layers.dense({ units: 4, inputShape: [geneNames.length], kernelInitializer })],
  }),
);
const conceptOf = async (name: string, shift: number) => {
  const positives = await encode(ofGenes, rowsOf(30, geneNames.length, shift, 6));
  const negatives = await encode(ofGenes, rowsOf(30, geneNames.length, 0, 7));
  return { concept: meanDifference(name, positives, negatives), examples: { positives, negatives } };
};
export const rankings = await rankGenesMany(
  ofGenes,
  rowsOf(30, geneNames.length, 1, 8),
  [await conceptOf('B cell', 1), await conceptOf('T cell', -1)],
  gradient(),
  { genes: geneNames },
);

/** One signal of 250 samples and its map. */
export const signals = ndarray(
  Float32Array.from({ length: 250 }, (_, i) => Math.sin(i / 8)),
  [1, 250, 1],
);
export const signalMaps = ndarray(
  Float32Array.from({ length: 250 }, (_, i) => Math.cos(i / 20)),
  [1, 250, 1],
);
