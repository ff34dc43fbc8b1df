// The paper's first experiment on one page: concept saliency maps of attributes of faces. `csm faces` is the whole experiment,
// with all methods, controls, tables and a page. FOLDER is that of CelebA: npm run example:celeba [-- FOLDER]
import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { conceptScores, encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { separability } from '@csm/core/statistics';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { celebA } from '@csm/datasets/node';
import { certify, isotropicConcepts } from '@csm/evaluate';
import { integratedGradients, paperMethods } from '@csm/explainers';
import { imageVae, recomputeBatchNorm, trainVae } from '@csm/models';
import { terminalProgress } from '@csm/models/node';
import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');

// 1. Pictures, [2000, 32, 32, 3], and which of them have an attribute. 1600 are for training, 400 are held out.
const [folder] = process.argv.slice(2);
const { images, has } = folder === undefined ? drawnFaces() : await celebaFaces(folder);
const rows = Array.from({ length: 2000 }, (_, row) => row);
const [training, heldOut] = [rows.slice(0, 1600), rows.slice(1600)];

// 2. A variational autoencoder of the training pictures, and the latent of every picture.
const seen = selectSamples(images, training);
const vae = imageVae({ size: 32, latentSize: 32, seed: 1 });
const options = { epochs: 6, batchSize: 16, learningRate: 3e-3, klWeight: 1e-3, seed: 1 };
await trainVae(vae, seen, { ...options, onProgress: terminalProgress() });
await recomputeBatchNorm(vae, seen);
const encoder = layersEncoder(vae.encoder);
const latents = await encode(encoder, images);

const integrated = integratedGradients({ steps: 16, baseline: meanSample(seen) });
const rectified = paperMethods.rectgrad({ percentile: 95 });
const panelRows = [];
for (const attribute of ['Eyeglasses', 'Wearing_Hat', 'Mouth_Slightly_Open']) {
  // 3. The concept: the mean latent of training pictures with the attribute minus that of the others.
  const withIt = (row: number) => has(row, attribute);
  const without = (row: number) => !has(row, attribute);
  const latentsOf = (some: readonly number[]) => selectSamples(latents, some);
  const [up, down] = [latentsOf(training.filter(withIt)), latentsOf(training.filter(without))];
  const concept = meanDifference(attribute, up, down);

  // 4. Does the concept score separate held-out pictures with the attribute from others?
  const { data: scores } = conceptScores(latents, [concept]);
  const [positives, negatives] = [heldOut.filter(withIt), heldOut.filter(without)];
  const scoresOf = (some: readonly number[]) => Float64Array.from(some, (row) => scores[row] ?? 0);
  const { auc } = separability(scoresOf(positives), scoresOf(negatives), { seed: 1 });

  // 5. Maps of held-out pictures with a high score. A random vector of equal norm shows what is not due to the concept.
  const ranked = [...positives].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const inputs = selectSamples(images, ranked.slice(0, 4));
  const vectors = [concept, ...isotropicConcepts(concept, { count: 1, seed: 1 })];
  const explanations = [
    ...(await explain(encoder, vectors, inputs, integrated)),
    ...(await explain(encoder, vectors, inputs, rectified)),
  ];
  const maps = explanations.map((explanation) => ({ image: renderMap(explanation.maps.pick(2)) }));
  panelRows.push({ label: attribute, cells: [{ image: renderImage(inputs.pick(2)) }, ...maps] });

  // 6. Can the concept and its maps be believed?
  const examples = { positives: latentsOf(positives), negatives: latentsOf(negatives) };
  const donors = selectSamples(images, negatives.slice(0, 24));
  const subject = { encoder, concept, explainer: integrated, decoder: vae.decoder };
  const { verdict, reasons } = await certify({ ...subject, ...examples, inputs, donors });
  console.log([`${attribute}: AUC ${auc.toFixed(3)}; ${verdict}`, ...reasons].join('\n  '));
}
const columns = ['picture', 'integrated gradients', 'random vector', 'rectified gradient', 'random vector'];
await writePng('out/celeba/maps.png', await rasterize(panel({ columns, rows: panelRows })));
console.log('Maps: out/celeba/maps.png');

function drawnFaces() {
  const { images, attributes, attributeNames } = syntheticFaces({ count: 2000, size: 32, seed: 1 });
  const has = (row: number, name: string) =>
    attributes.get(row, attributeNames.indexOf(name as 'Smiling')) === 1;
  return { images, has };
}

async function celebaFaces(root: string) {
  const dataset = await celebA({ root, size: 32 });
  const ids = dataset.ids.slice(0, 2000);
  const has = (row: number, name: string) => dataset.labels(name, [ids[row] ?? ''])[0] === 1;
  return { images: await dataset.images(ids), has };
}
