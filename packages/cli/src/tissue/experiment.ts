import { basename, resolve } from 'node:path';
import { layersEncoder } from '@csm/core';
import { type GeneRasters, geneIndex, geneRasters } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { disposeVae, type TrainingProgress } from '@csm/models';
import { claimFolder } from '../../../../support/claim-folder.js';
import { nativeEncoder } from '../models/native-encoder.js';
import { analyse } from './analyse.js';
import type { Analysis, Replicate } from './analysis.js';
import { trainedVae } from './model.js';
import { writePage } from './output/page.js';
import { DEFAULTS, type Settings } from './settings.js';

/** Options of {@link olfactoryBulb}. Settings that are not given are those of `DEFAULTS`. */
export interface OlfactoryBulbOptions extends Partial<Settings> {
  /**
   * The folder of figures, tables and models. It contains one folder per replicate, each with one folder per seed.
   */
  readonly out: string;
  /** One training per seed. With two or more, the page shows how much they agree. */
  readonly seeds: readonly number[];
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/**
 * The paper's second experiment, on folders that each contain one replicate of the 2016 spatial transcriptomics.
 * Trains the VAE on all genes (models are kept, so a second call only draws), makes the concept of each marker gene,
 * decodes it, and draws its saliency maps as rasters and over the H&E picture. If spots have labels, it compares
 * maps, counts and decoded concepts with the layers. Writes `index.html` and, for each replicate and seed, figures,
 * tables, latents, maps, `concepts.json`, the settings (`run.json`) and the model.
 *
 * @throws if a marker is not a gene, and if a folder holds results of other settings.
 */
export async function olfactoryBulb(
  folders: readonly string[],
  options: OlfactoryBulbOptions,
): Promise<Replicate[]> {
  const { out, seeds, signal, onProgress, log = () => {}, ...given } = options;
  const settings: Settings = { ...DEFAULTS, ...given };
  const { epochs, weights, batchNorm } = settings;
  const replicates: Replicate[] = [];
  for (const folder of folders) {
    const name = basename(resolve(folder));
    const bulb = await openOlfactoryBulb(folder, signal ? { signal } : {});
    const rasters = geneRasters(bulb.counts);
    for (const { gene } of settings.markers) geneIndex(rasters, gene);
    const description = describe(bulb.countsFile, bulb.counts.spots.names.length, rasters);
    log(description);
    const analyses: Analysis[] = [];
    for (const seed of seeds) {
      const link = `${name}/seed-${seed}`;
      const place = `${out}/${link}`;
      await claimFolder(place, claim(seed, settings));
      const model = await trainedVae(rasters.images, {
        ...{ folder: place, seed, epochs, batchNorm, weights },
        ...{ signal, log, onProgress },
      });
      try {
        log(`seed ${seed}: reconstruction loss ${model.reconstruction.toFixed(4)}`);
        const native = await nativeEncoder(layersEncoder(model.vae.encoder), log);
        const { encoder } = native;
        const input = { encoder, folder: place, link, replicate: name, seed, settings, signal, log };
        analyses.push(await analyse(bulb, rasters, model, input).finally(native.dispose));
      } finally {
        disposeVae(model.vae);
      }
    }
    replicates.push({ name, description, analyses });
  }
  await writePage(out, replicates);
  return replicates;
}

/** The settings as `run.json` records them. Weights that were loaded are used as they are, without a training. */
function claim(seed: number, { markers, epochs, batchNorm, ...settings }: Settings): Record<string, unknown> {
  const training = settings.weights === undefined ? { epochs, batchNorm } : {};
  return { seed, genes: markers.map(({ gene }) => gene), ...training, ...settings };
}

function describe(
  file: string,
  spots: number,
  { genes, allZeroGenes, outside, collisions }: GeneRasters,
): string {
  const parts = [`${basename(file)}: ${spots} spots, ${genes.length.toLocaleString('en')} genes`];
  if (allZeroGenes.length) parts.push(`${allZeroGenes.length} genes without counts left out`);
  if (outside.length) parts.push(`${outside.length} spots outside the raster`);
  if (collisions.length) parts.push(`${collisions.length} cells with more than one spot`);
  return parts.join('; ');
}
