import { encode, layersEncoder } from '@csm/core';
import { geneConcept } from '@csm/core/statistics';
import { geneRasters, selectSamples, shuffled } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { olfactoryBulbVae } from '@csm/models';
import { trainedVae } from '../../../packages/cli/src/tissue/model.js';
import { randomSets } from '../methods/concept-vectors.js';
import { settings } from '../settings.js';
import type { Ground, OpenOptions } from './ground.js';
import { rawPictures } from './raw-pictures.js';
import { spotMask } from './spot-masks.js';

/** The paper's markers, and the layers they mark. */
const markers = { Penk: 'GCL', Doc2g: 'GL', Kctd12: 'ONL' } as const;

/** Replicate 12 of the olfactory bulb with manual labels. A concept is a marker and the genes nearest to it. */
export async function replicate12(options: OpenOptions): Promise<Ground> {
  const { models, data, seed, signal, onTraining } = options;
  const { counts } = await openOlfactoryBulb(`${data}/mob-rep12`, { signal });
  const labels = counts.spots.labels;
  if (!labels)
    throw new Error(
      `replicate12: the spots in ${data}/mob-rep12 have no labels; add the file of layer labels.`,
    );
  const rasters = geneRasters(counts);
  const folder = `${models}/olfactory-bulb/mob-rep12/seed-${seed}`;
  const { vae } = await trainedVae(rasters.images, { folder, seed, signal, onProgress: onTraining });
  const latents = await encode(layersEncoder(vae.encoder), rasters.images, { batchSize: 256, signal });
  const size = [rasters.images.shape[1]!, rasters.images.shape[2]!] as const;
  const mask = (wanted: (label: string) => boolean) => spotMask(rasters.cells, labels, wanted, size);
  return {
    name: 'replicate-12',
    seed,
    tissue: true,
    vae,
    untrained: olfactoryBulbVae({ seed }),
    training: rasters.images,
    concepts: await Promise.all(
      Object.entries(markers).map(async ([marker, layer]) => {
        const found = geneConcept(marker, rasters.genes, latents, { count: settings.conceptGenes });
        const positives = found.genes.map(({ index }) => index);
        const negatives = [...rasters.genes.keys()].filter((row) => !positives.includes(row));
        const others = shuffled(negatives, settings.seed).slice(0, positives.length);
        const sets = randomSets(positives, negatives, settings.randomVectors, settings.seed);
        const own = mask((label) => label === layer);
        return {
          name: marker,
          positives,
          negatives,
          inputs: selectSamples(rasters.images, positives),
          masks: own,
          without: selectSamples(rasters.images, others),
          withoutMasks: own,
          within: mask(() => true),
          raw: await rawPictures({ counts, rasters, vae, genes: positives, randomSets: sets, layer }),
        };
      }),
    ),
  };
}
