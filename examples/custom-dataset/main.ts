import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { type ImageDataset, shuffled } from '@csm/datasets';
import { gradient } from '@csm/explainers';
import { imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { stripes } from './stripes.js';

await setBackend('wasm');
const dataset = stripes(600);
const train = dataset.split('train');

// A model, trained on the stream: a new order in each epoch, and only a few batches in memory.
const vae = imageVae({ size: 16, channels: 1, latentSize: 8 });
async function* batches(epoch: number) {
  const ids = shuffled(train, epoch);
  for await (const { images } of dataset.batches({ ids, batchSize: 16 })) yield images;
}
await trainVae(vae, batches, { epochs: 4, learningRate: 3e-3 });

// A concept from the attribute "side", scored on images that the model was not trained on.
const encoder = layersEncoder(vae.encoder);
const latents = async (set: ImageDataset, ids: readonly string[]) => encode(encoder, await set.images(ids));
const where = (side: string, among: readonly string[]) => dataset.idsWhere({ side }, among);
const onTheLeft = meanDifference(
  'on the left',
  await latents(dataset, where('left', train)),
  await latents(dataset, where('right', train)),
);

const test = dataset.split('test');
const shown = [...where('left', test).slice(0, 2), ...where('right', test).slice(0, 2)];
const { scores, maps } = await explain(encoder, onTheLeft, await dataset.images(shown), gradient());
for (const [i, id] of shown.entries()) {
  console.log(`${id} (${dataset.attributesOf(id).side}): ${scores.get(i).toFixed(2)}`);
}
console.log(`maps: [${maps.shape}]`);
