import '@csm/wasm'; // fast gradients for TensorFlow.js' wasm backend
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { imageVae, trainVae } from '@csm/models';
import { terminalProgress } from '@csm/models/node';
import * as tf from '@tensorflow/tfjs';
import * as csm from 'concept-saliency-maps';
import { writePng } from 'concept-saliency-maps/node';

await tf.setBackend('wasm');
const { images, attributes, attributeNames } = syntheticFaces({ count: 1500, size: 32, seed: 1 });
const vae = imageVae({ size: 32 });
await trainVae(vae, images, { epochs: 4, batchSize: 16, learningRate: 3e-3, onProgress: terminalProgress() });

// The concept: the mean latent of faces with a hat minus that of the others.
const encoder = csm.layersEncoder(vae.encoder);
const latents = await csm.encode(encoder, images);
const hats = attributes.pick(null, attributeNames.indexOf('Wearing_Hat'));
const facesWith = (hat: 0 | 1) => [...Array(1500).keys()].filter((face) => hats.get(face) === hat);
const negatives = selectSamples(latents, facesWith(0));
const hat = csm.meanDifference('hat', selectSamples(latents, facesWith(1)), negatives);

// Its map of one face, compared with the same face without a hat.
const baseline = csm.counterfactualBaseline({ decoder: vae.decoder, negatives });
const face = selectSamples(images, facesWith(1).slice(0, 1));
const { scores, maps } = await csm.explain(encoder, hat, face, csm.integratedGradients({ baseline }));
console.log(`score: ${scores.get(0).toFixed(2)}`);
await writePng('map.png', csm.overlay(face.pick(0), maps.pick(0), { scale: 8 }));
