import { gpu } from './gpu.js'; // before the backend, which looks for WebGPU as soon as it is imported

import '@tensorflow/tfjs-backend-webgpu';
import { encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { guidedBackprop } from '@csm/explainers';
import { imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';

if (!(await setBackend('webgpu'))) throw new Error('WebGPU found no GPU.');
const adapter = await gpu.requestAdapter();
console.log(`device: ${adapter?.info.description}`);

const { images } = syntheticFaces({ count: 32, size: 16, seed: 1 });
const vae = imageVae({ size: 16, filters: [4, 8], dense: [16], latentSize: 4, seed: 1 });
const losses = await trainVae(vae, images, { epochs: 2, batchSize: 16, seed: 1 });
console.log(`losses: ${losses.map(({ loss }) => loss.toFixed(4)).join(', ')}`);

const encoder = layersEncoder(vae.encoder);
const [some, others] = [selectSamples(images, [0, 1, 2, 3]), selectSamples(images, [4, 5, 6, 7])];
const concept = meanDifference('a direction', await encode(encoder, some), await encode(encoder, others));
const { maps } = await explain(encoder, concept, some, guidedBackprop());
console.log(`maps: ${maps.shape.join(' × ')}`);
