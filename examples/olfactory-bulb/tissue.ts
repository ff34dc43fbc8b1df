import '@csm/wasm';
import { encode, explain, layersEncoder } from '@csm/core';
import { geneConcept } from '@csm/core/statistics';
import { atSpots, geneIndex, geneRasters, meanAtSpots, selectSamples } from '@csm/datasets';
import { addToAnnData, openAnnData } from '@csm/datasets/node';
import { integratedGradients } from '@csm/explainers';
import { disposeVae, imageVae, recomputeBatchNorm, trainVae } from '@csm/models';
import { terminalProgress } from '@csm/models/node';
import { spotMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const [file = 'tissue.h5ad', marker = 'Penk', out = 'tissue-maps.h5ad', epochs = '10'] =
  process.argv.slice(2);
await setBackend('wasm');

// 1. Raw counts, one picture per gene. For Space Ranger's output: openVisium('outs') of @csm/datasets/node.
const tissue = await openAnnData(file);
const rasters = geneRasters(tissue, { grid: 'fit', minSpots: 10 });
const { genes, images, cells } = rasters;
const [, size = 32] = images.shape; // enough cells that each spot has its own
geneIndex(rasters, marker); // a clear error for an unknown gene, before the training

// 2. A variational autoencoder of these pictures, and the latent of every gene.
const vae = imageVae({
  size,
  channels: 1,
  latentSize: 20,
  filters: [16, 32, 64],
  kernelSize: 4,
  seed: 0,
});
await trainVae(vae, images, {
  epochs: Number(epochs),
  batchSize: 64,
  seed: 0,
  onProgress: terminalProgress(),
});
await recomputeBatchNorm(vae, images);
const encoder = layersEncoder(vae.encoder);
const latents = await encode(encoder, images, { batchSize: 256 });

// 3. The concept: the marker and the genes whose latents are most similar to the marker's.
const { concept, genes: nearest } = geneConcept(marker, genes, latents, { count: 50 });

// 4. One map per gene of the concept, their mean, and for comparison the mean of the pictures themselves.
const pictures = selectSamples(
  images,
  nearest.map((gene) => gene.index),
);
const { maps } = await explain(encoder, concept, pictures, integratedGradients({ steps: 50 }), {
  batchSize: 32,
});
const map = meanAtSpots(nearest.map((_, i) => atSpots(maps.pick(i), cells)));
const picture = meanAtSpots(nearest.map((_, i) => atSpots(pictures.pick(i), cells)));

// 5. Back to scanpy: a copy of the file with two more columns of obs and the list of genes, and a figure.
await addToAnnData({
  from: file,
  to: out,
  counts: tissue,
  obs: { [`${marker}_map`]: map, [`${marker}_mean_counts`]: picture },
  uns: {
    [`${marker}_concept`]: { genes: nearest.map(({ gene }) => gene), r: nearest.map(({ r }) => r) },
  },
});
const svg = spotMap({
  spots: tissue.spots.pixels ?? tissue.spots,
  ...(tissue.spots.diameter !== undefined && { diameter: tissue.spots.diameter }),
  maps: [
    { title: `${marker}: mean concept map`, values: map },
    { title: `${marker}: mean counts of its genes`, values: picture, kind: 'magnitude' },
  ],
});
await writePng(out.replace(/\.h5ad$/, '.png'), await rasterize(svg));
disposeVae(vae);
