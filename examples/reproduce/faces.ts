// celebA.ipynb, cell by cell:
//   npx tsx faces.ts FOLDER [--out FOLDER] [--weights checkpoint_celeba.hdf5] [--epochs 15] [--steps 10000] [--pictures 200000]
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { conceptScores, explain, layersEncoder, meanDifference } from '@csm/core';
import { encodeToDisk, saveConcepts, writeNpy } from '@csm/core/node';
import { shownExample } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import { celebA } from '@csm/datasets/node';
import { paperMethods } from '@csm/explainers';
import { celebaTraining, celebaVae, disposeVae, trainVae } from '@csm/models';
import { fileCheckpoint, loadKerasWeightsFromDisk, saveVae, terminalProgress } from '@csm/models/node';
import { attributeFigure, histogramGrid, lossCurve } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/faces' },
    weights: { type: 'string' },
    epochs: { type: 'string', default: String(celebaTraining.epochs) },
    steps: { type: 'string', default: String(celebaTraining.stepsPerEpoch) },
    pictures: { type: 'string', default: '200000' },
  },
});
const [root = 'data/celeba'] = positionals;
const { out, weights } = values;
const figure = async (name: string, svg: string) => writePng(`${out}/${name}.png`, await rasterize(svg));
await setBackend('wasm');

// The pictures, cropped around their landmarks and resized to the nearest pixel. Pictures with an empty crop are left out.
const faces = await celebA({ root, size: 128, resize: 'nearest' });

// The VAE: loaded with the authors' weights, or trained for all epochs on all pictures, which are shuffled anew in each epoch.
const vae = celebaVae({ seed: 0 });
if (weights) {
  // z_mean and z_log_var have the same shape; only their names in the file, which Keras numbered, tell them apart.
  const names = { 'encoder/z_mean': 'dense_2', 'encoder/z_log_var': 'dense_3' };
  await loadKerasWeightsFromDisk(vae, weights, { names });
} else {
  const { batchSize, ...training } = celebaTraining;
  const stream = (epoch: number) => faces.batches({ ids: shuffled(faces.ids, epoch), batchSize });
  const history = await trainVae(vae, stream, {
    ...training,
    epochs: Number(values.epochs),
    stepsPerEpoch: Number(values.steps),
    checkpoints: fileCheckpoint(`${out}/checkpoint`),
    onProgress: terminalProgress(),
  });
  await figure('loss', lossCurve(history));
  await saveVae(vae, `${out}/model`);
}

// One draw of z for each of the first 200,000 pictures, with σ = exp(z_log_var), as in the notebook.
const encoder = layersEncoder(vae.encoder, { logStd: 'z_log_var' });
const ids = faces.ids.slice(0, Number(values.pictures));
const source = { ids, batches: faces.batches, skipped: faces.skipped };
const { latents } = await encodeToDisk(encoder, source, `${out}/latents`, {
  batchSize: 32,
  sample: { seed: 1 },
});

// For each attribute: the mean z of the first 500 pictures with it minus that of the first 500 without it, among the first 180,000 pictures.
const among = ids.slice(0, 180_000);
const rowsWith = (name: string, value: 0 | 1) =>
  faces.labels(name, among).flatMap((label, row) => (label === value ? [row] : []));
const attributes = faces.attributeNames.map((name) => {
  const [positives, negatives] = [rowsWith(name, 1), rowsWith(name, 0)];
  const first = (rows: readonly number[]) => selectSamples(latents, rows.slice(0, 500));
  return { name, positives, negatives, concept: meanDifference(name, first(positives), first(negatives)) };
});
const concepts = attributes.map(({ concept }) => concept);
await saveConcepts(`${out}/concepts.json`, concepts);

// The scores of all pictures, [pictures, 40], and their histograms.
const scores = conceptScores(latents, concepts);
await writeNpy(`${out}/scores.npy`, scores);
const scoresOf = (attribute: number, rows: Iterable<number>) =>
  Array.from(rows, (row) => scores.get(row, attribute) as number);
await figure(
  'histograms',
  histogramGrid({
    histograms: attributes.map(({ name, positives, negatives }, k) => ({
      title: name,
      positives: scoresOf(k, positives),
      negatives: scoresOf(k, negatives),
    })),
    columns: 4,
    bins: 40,
    binning: 'exact',
  }),
);

// For six attributes: the picture with the third highest score among those with the attribute, and its maps by two methods.
const names = ['Bald', 'Bushy_Eyebrows', 'Eyeglasses', 'Mouth_Slightly_Open', 'Smiling', 'Wearing_Hat'];
const shown = names.map((name) => {
  const k = faces.attributeNames.indexOf(name);
  const { positives, concept } = attributes[k]!;
  return { name, concept, id: ids[shownExample(scoresOf(k, ids.keys()), { among: positives, rank: 3 })]! };
});
const images = await faces.images(shown.map(({ id }) => id));
const methods = { guidedbp: paperMethods.guidedbp(), rectgrad: paperMethods.rectgrad({ percentile: 95 }) };
const sixConcepts = shown.map(({ concept }) => concept);
const maps: NdArray[][] = [];
for (const [method, explainer] of Object.entries(methods)) {
  const explained = await explain(encoder, sixConcepts, images, explainer, { sample: { seed: 2 } });
  // Each picture has six maps, one per attribute; the figure shows the map of its own attribute.
  maps.push(explained.map((explanation, k) => explanation.maps.pick(k)));
  for (const [k, { name }] of shown.entries())
    await writeNpy(`${out}/${name}-${method}.npy`, explained[k]!.maps.pick(k));
}
await figure(
  'attributes',
  attributeFigure({
    methods: Object.values(methods).map(({ name, description = name }) => description),
    rows: shown.map(({ name }, k) => ({
      title: name,
      image: images.pick(k),
      maps: maps.map((ofMethod) => ofMethod[k]!),
    })),
  }),
);
disposeVae(vae);
