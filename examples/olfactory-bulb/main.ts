// The paper's second experiment on one page: concept saliency maps of genes over a tissue section. `csm tissue` is the whole
// experiment, with controls, tables, results for scanpy and a page. FOLDER holds one replicate of the 2016 arrays:
// npm run example:olfactory-bulb -- FOLDER [EPOCHS]
import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, layersEncoder } from '@csm/core';
import { geneConcept } from '@csm/core/statistics';
import { atSpots, geneCounts, geneIndex, geneRasters, meanAtSpots, selectSamples } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { certify, conceptDependence, isotropicConcepts } from '@csm/evaluate';
import { integratedGradients } from '@csm/explainers';
import {
  decodeConcept,
  olfactoryBulbTraining,
  olfactoryBulbVae,
  recomputeBatchNorm,
  trainVae,
} from '@csm/models';
import { terminalProgress } from '@csm/models/node';
import { type SpotValues, spotMap } from '@csm/render';
import { rasterize, readSpotImage, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const [folder = 'mob-rep1', epochs = '10'] = process.argv.slice(2);
await setBackend('wasm');

// 1. Every gene is a sample: a picture of 32 × 32 cells with its counts, divided by the largest one.
const { counts, imageFile } = await openOlfactoryBulb(folder);
const rasters = geneRasters(counts);
const markers = ['Penk', 'Doc2g', 'Kctd12'];
for (const marker of markers) geneIndex(rasters, marker); // a clear error for an unknown gene, before the training

// 2. The paper's variational autoencoder of these pictures, and the latent of every gene.
const vae = olfactoryBulbVae({ seed: 0 });
const training = { ...olfactoryBulbTraining, epochs: Number(epochs), seed: 0 };
await trainVae(vae, rasters.images, { ...training, onProgress: terminalProgress() });
await recomputeBatchNorm(vae, rasters.images);
const encoder = layersEncoder(vae.encoder);
const latents = await encode(encoder, rasters.images, { batchSize: 256 });

const explainer = integratedGradients({ steps: 50 });
const maps: SpotValues[] = [];
for (const marker of markers) {
  // 3. The concept: the mean latent of the 50 genes whose latents correlate most with the marker's; and its decoded picture.
  const { concept, genes, ranking } = geneConcept(marker, rasters.genes, latents, { count: 50 });
  const decoded = atSpots(await decodeConcept(vae.decoder, concept), rasters.cells);

  // 4. One map per gene of the concept, and those of random vectors of equal norm.
  const pictures = selectSamples(
    rasters.images,
    genes.slice(0, 8).map(({ index }) => index),
  );
  const explanation = await explain(encoder, concept, pictures, explainer);
  const random = await explain(
    encoder,
    isotropicConcepts(concept, { count: 4, seed: 0 }),
    pictures,
    explainer,
  );
  const { depends, explainedByRandom } = await conceptDependence(
    explanation,
    random.map((each) => each.maps),
  );
  const map = meanAtSpots(genes.slice(0, 8).map((_, i) => atSpots(explanation.maps.pick(i), rasters.cells)));
  maps.push(
    { title: `${marker}: counts`, values: geneCounts(counts, marker), kind: 'counts' },
    { title: `${marker}: decoded concept`, values: decoded, kind: 'magnitude' },
    { title: `${marker}: mean map of 8 genes`, values: map },
  );

  // 5. Can the concept and its maps be believed? The examples are genes that come next in similarity, and the least similar ones.
  const rows = ranking.map(({ index }) => index);
  const [positives, negatives] = [rows.slice(50, 100), rows.slice(-200)];
  const examples = {
    positives: selectSamples(latents, positives),
    negatives: selectSamples(latents, negatives),
  };
  const donors = selectSamples(rasters.images, negatives.slice(0, 24));
  const subject = { encoder, concept, explainer, decoder: vae.decoder, inputs: pictures, donors };
  const { verdict, reasons } = await certify({ ...subject, ...examples });
  const dependence = `maps ${depends ? 'depend' : 'do not depend'} on it (${explainedByRandom.toFixed(2)} explained by random)`;
  console.log(
    [`${marker}: ${genes[1]?.gene} is nearest; ${dependence}; ${verdict}`, ...reasons].join('\n  '),
  );
}

// 6. Over the histology, if the folder has its picture.
const { pixels, x, y } = counts.spots;
const picture = pixels && imageFile !== undefined ? await readSpotImage(imageFile) : undefined;
const over = picture ? { image: picture.jpeg, imageScale: picture.scale } : {};
const svg = spotMap({ spots: pixels ?? { x, y }, maps, columns: 3, ...over });
await writePng('out/olfactory-bulb/maps.png', await rasterize(svg));
console.log('Maps: out/olfactory-bulb/maps.png');
