import { existsSync } from 'node:fs';
import {
  type BulbLayer,
  bulbLayers,
  geneRasters,
  selectSamples,
  shuffled,
  syntheticBulb,
} from '@csm/datasets';
import { imageVae, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import { loadVae, saveVae } from '@csm/models/node';
import type { NdArray } from 'ndarray';
import { writeText } from '../../../support/write-text.js';
import { randomSets } from '../methods/concept-vectors.js';
import { settings } from '../settings.js';
import type { Ground, OpenOptions } from './ground.js';
import { rawPictures } from './raw-pictures.js';
import { spotMask } from './spot-masks.js';

/** Half the filters of the paper's VAE of the bulb, so that training takes a minute. */
const model = { size: 32, channels: 1, latentSize: 20, filters: [8, 16, 32], kernelSize: 4, dense: [128] };
const training = { epochs: 40, batchSize: 32, learningRate: 1e-3, klWeight: 0.5e-4 };
const genes = 1000;

/** A synthetic tissue of four layers. A concept is the genes of one layer; it is measured on genes that the VAE never saw. */
export async function syntheticBulbGround(options: OpenOptions): Promise<Ground> {
  const { seed } = options;
  const bulb = syntheticBulb({ genes, seed });
  const rasters = geneRasters(bulb, { size: 32 });
  const layerOf = new Map(bulb.genes.map((gene, i) => [gene, bulb.enrichedLayers[i]]));
  const rowsOf = (layer: BulbLayer | null) =>
    [...rasters.genes.keys()].filter((row) => layerOf.get(rasters.genes[row]!) === layer);
  const heldOut = new Map(bulbLayers.map((layer) => [layer, rowsOf(layer).slice(0, settings.heldOutGenes)]));
  const hidden = new Set([...heldOut.values(), rowsOf(null).slice(0, 4 * settings.heldOutGenes)].flat());
  const seen = [...rasters.genes.keys()].filter((row) => !hidden.has(row));
  const images = selectSamples(rasters.images, seen);
  const vae = await trainedOrLoaded(images, options);
  const mask = (wanted: (label: string) => boolean) =>
    spotMask(rasters.cells, bulb.spots.labels, wanted, [model.size, model.size]);
  return {
    name: 'synthetic-bulb',
    seed,
    tissue: true,
    vae,
    untrained: imageVae({ ...model, seed }),
    training: images,
    concepts: await Promise.all(
      bulbLayers.map(async (layer) => {
        const marks = (row: number) => layerOf.get(rasters.genes[seen[row]!]!) === layer;
        const rows = [...seen.keys()];
        const own = heldOut.get(layer)!;
        const others = [...hidden].filter((row) => !own.includes(row));
        const chosen = shuffled(others, settings.seed).slice(0, own.length);
        const sets = randomSets(own, others, settings.randomVectors, settings.seed);
        return {
          name: layer,
          positives: rows.filter(marks),
          negatives: rows.filter((row) => !marks(row)),
          inputs: selectSamples(rasters.images, own),
          masks: mask((label) => label === layer),
          without: selectSamples(rasters.images, chosen),
          withoutMasks: mask((label) => label === layer),
          within: mask(() => true),
          raw: await rawPictures({ counts: bulb, rasters, vae, genes: own, randomSets: sets, layer }),
        };
      }),
    ),
  };
}

async function trainedOrLoaded(
  images: NdArray<Float32Array>,
  { models, seed, signal, log, onTraining }: OpenOptions,
): Promise<Vae> {
  const folder = `${models}/synthetic-bulb-${seed}`;
  // Written last, next to the model's folder: if the record exists, the model is complete.
  const record = `${folder}/training.json`;
  if (existsSync(record)) return loadVae(`${folder}/model`);
  const vae = imageVae({ ...model, seed });
  log(`synthetic-bulb ${seed}: training on ${images.shape[0]} genes …`);
  const history = await trainVae(vae, images, { ...training, seed, signal, onProgress: onTraining });
  await recomputeBatchNorm(vae, images, { signal });
  await saveVae(vae, `${folder}/model`);
  await writeText(record, `${JSON.stringify({ model, training, genes, seed, history }, null, 2)}\n`);
  return vae;
}
