import { basename, resolve } from 'node:path';
import { type GeneRasters, geneIndex, geneRasters } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { disposeVae, type TrainingProgress } from '@csm/models';
import { trainedVae } from '../../support/olfactory-bulb/model.js';
import { analyse } from './analyse.js';
import type { Analysis, Marker, Replicate } from './analysis.js';
import { writePage } from './page.js';

/** Options of {@link olfactoryBulb}. */
export interface OlfactoryBulbOptions {
  /**
   * The folder of figures, tables and models. It contains one folder per replicate, each with one folder per seed.
   */
  out: string;
  /** One training per seed. With two or more, the page shows how much they agree. */
  seeds: readonly number[];
  epochs?: number;
  markers?: readonly Marker[];
  /** Number of genes per concept. Default 50, as in the paper. */
  size?: number;
  /** Number of random concept vectors for comparison. Default 20. */
  controls?: number;
  signal?: AbortSignal;
  log?: (line: string) => void;
  onProgress?: (progress: TrainingProgress) => void;
}

/** The paper's markers, and the layers with which they are compared. */
const PAPER_MARKERS: readonly Marker[] = [
  { gene: 'Penk', layers: ['GCL'] },
  // Doc2g also marks mitral cells, a thin layer that no map of the independent run found.
  { gene: 'Doc2g', layers: ['GL'], alsoMeasured: ['MCL'] },
  { gene: 'Kctd12', layers: ['ONL'] },
];

/**
 * The paper's second experiment, on folders that each contain one replicate of the 2016 spatial transcriptomics.
 * Trains the VAE on all genes (models are kept, so a second call only draws), makes the concept of each marker gene,
 * decodes it, and draws its saliency maps as rasters and over the H&E picture. If spots have labels, it compares
 * maps, counts and decoded concepts with the layers. Writes `index.html` and, for each replicate and seed, figures,
 * one CSV per concept, `training.csv`, `concepts.json` and the model.
 */
export async function olfactoryBulb(
  folders: readonly string[],
  options: OlfactoryBulbOptions,
): Promise<Replicate[]> {
  const { out, seeds, epochs, markers = PAPER_MARKERS, size = 50, controls = 20 } = options;
  const { signal, onProgress, log = () => {} } = options;
  const replicates: Replicate[] = [];
  for (const folder of folders) {
    const name = basename(resolve(folder));
    const bulb = await openOlfactoryBulb(folder, signal ? { signal } : {});
    const rasters = geneRasters(bulb.counts);
    for (const { gene } of markers) geneIndex(rasters, gene);
    const description = describe(bulb.countsFile, bulb.counts.spots.names.length, rasters);
    log(description);
    const analyses: Analysis[] = [];
    for (const seed of seeds) {
      const place = `${out}/${name}/seed-${seed}`;
      const model = await trainedVae(rasters.images, { folder: place, seed, epochs, signal, onProgress });
      try {
        log(
          `seed ${seed}: reconstruction loss ${model.reconstruction.toFixed(4)}, with BatchNorm statistics of the whole data`,
        );
        analyses.push(
          await analyse(bulb, rasters, model, { folder: place, seed, markers, size, controls, signal, log }),
        );
      } finally {
        disposeVae(model.vae);
      }
    }
    replicates.push({ name, description, analyses });
  }
  await writePage(out, replicates);
  return replicates;
}

function describe(
  file: string,
  spots: number,
  { genes, allZeroGenes, outside, collisions }: GeneRasters,
): string {
  const parts = [`${basename(file)}: ${spots} spots, ${genes.length} genes`];
  if (allZeroGenes.length) parts.push(`${allZeroGenes.length} genes without counts left out`);
  if (outside.length) parts.push(`${outside.length} spots outside the raster`);
  if (collisions.length) parts.push(`${collisions.length} cells with more than one spot`);
  return parts.join('; ');
}
