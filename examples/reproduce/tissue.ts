// SpatialTranscriptomics.ipynb, cell by cell:
//   npx tsx tissue.ts FOLDER [--out FOLDER] [--epochs 10] [--weights vae_rep1.hdf5]
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { encode, explain, layersEncoder, meanVector } from '@csm/core';
import { saveConcepts, writeNpy } from '@csm/core/node';
import { geneConcept } from '@csm/core/statistics';
import {
  atSpots,
  geneCounts,
  geneIndex,
  geneRasters,
  geneTable,
  selectSamples,
  spotTable,
} from '@csm/datasets';
import { openOlfactoryBulb, writeTable } from '@csm/datasets/node';
import { paperMethods } from '@csm/explainers';
import { decodeConcept, disposeVae, olfactoryBulbTraining, olfactoryBulbVae, trainVae } from '@csm/models';
import { loadKerasWeightsFromDisk, saveVae, terminalProgress } from '@csm/models/node';
import { lossCurve, renderImage, spotMap, tissueFigure, upscale } from '@csm/render';
import { rasterize, readSpotImage, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/tissue' },
    epochs: { type: 'string', default: '10' },
    weights: { type: 'string' },
  },
});
const [folder = 'data/mob-rep1'] = positionals;
const { out, weights } = values;
const figure = async (name: string, svg: string) => writePng(`${out}/${name}.png`, await rasterize(svg));
await setBackend('wasm');

// Reads the counts, makes one picture per gene, and draws the picture of Penk.
const { counts, imageFile } = await openOlfactoryBulb(folder);
const rasters = geneRasters(counts);
const { genes, images } = rasters;
const penk = images.pick(geneIndex(rasters, 'Penk'));
await writePng(`${out}/penk.png`, upscale(renderImage(penk, { colorMap: 'viridis' }), 8));

// The VAE: trained for all epochs, with Keras' moving averages in BatchNorm, or loaded with the weights of a file.
const vae = olfactoryBulbVae({ seed: 0 });
if (weights) {
  // z_mean and z_log_var have the same shape; only their names in the file, which Keras numbered, tell them apart.
  const names = { 'encoder/z_mean': 'dense_3', 'encoder/z_log_var': 'dense_4' };
  await loadKerasWeightsFromDisk(vae, weights, { names });
} else {
  const history = await trainVae(vae, images, {
    ...olfactoryBulbTraining,
    epochs: Number(values.epochs),
    onProgress: terminalProgress(),
  });
  await figure('loss', lossCurve(history));
  await saveVae(vae, `${out}/model`);
}

// The H&E picture with the counts of Penk.
const { x, y, pixels } = counts.spots;
const picture = pixels && imageFile !== undefined ? await readSpotImage(imageFile) : undefined;
await figure(
  'counts',
  spotMap({
    spots: pixels ?? { x, y },
    ...(picture && { image: picture.image, imageScale: picture.scale }),
    maps: [{ title: 'Penk', values: geneCounts(counts, 'Penk'), kind: 'counts' }],
  }),
);

// One draw of z per gene, with σ = exp(z_log_var), as in the notebook. The notebook draws z anew at each use, so each use has its own seed.
const encoder = layersEncoder(vae.encoder, { logStd: 'z_log_var' });
const latents = await encode(encoder, images, { batchSize: 256, sample: { seed: 1 } });
await writeNpy(`${out}/latents.npy`, latents);

// For each marker: r and p of all genes; the concept, which is the mean z of the 50 genes with the largest r; the decoded concept; and the
// maps of the 50 genes.
const method = paperMethods.rectgrad({ percentile: 90 });
const concepts = [];
for (const marker of ['Penk', 'Doc2g', 'Kctd12']) {
  const found = geneConcept(marker, genes, latents, { count: 50 });
  const column = (name: 'r' | 'p' | 'q') => found.ranking.map((gene) => gene[name]);
  const ranked = found.ranking.map(({ gene }) => gene);
  const table = geneTable(counts, { r: column('r'), p: column('p'), q: column('q') }, ranked);
  await writeTable(`${out}/${marker}-genes.csv`, table);

  const rows = found.genes.map(({ index }) => index);
  const pictures = selectSamples(images, rows);
  const concept = meanVector(marker, await encode(encoder, pictures, { sample: { seed: 2 } }));
  const decoded = await decodeConcept(vae.decoder, concept);
  const { maps } = await explain(encoder, concept, pictures, method, { sample: { seed: 3 } });
  await writeNpy(`${out}/${marker}-decoded.npy`, decoded);
  await writeNpy(`${out}/${marker}-maps.npy`, maps);
  concepts.push({ marker, concept, decoded, pictures, maps, gene: found.genes[1]!.gene });
}
await saveConcepts(
  `${out}/concepts.json`,
  concepts.map(({ concept }) => concept),
);

// The figure: the three decoded concepts, the second gene of each, and the map of that gene. The maps are also written as a table, with one
// row per spot.
await figure(
  'figure',
  tissueFigure({
    countsUnit: 'share of the largest count',
    concepts: concepts.map(({ marker, decoded, gene, pictures, maps }) => ({
      ...{ marker, decoded, gene },
      counts: pictures.pick(1),
      maps: [{ method: method.description ?? method.name, map: maps.pick(1) }],
    })),
  }),
);
const columns = concepts.map(({ marker, maps }) => [`${marker}_map`, atSpots(maps.pick(1), rasters.cells)]);
await writeTable(`${out}/spots.csv`, spotTable(counts, Object.fromEntries(columns)));
disposeVae(vae);
