import { distinctNames, invalidFile } from '@csm/base';
import { layersEncoder } from '@csm/core';
import type { GeneRasters } from '@csm/datasets';
import { disposeVae, type TrainingProgress } from '@csm/models';
import { experimentEngine } from '../models/engine.js';
import { nativeEncoder } from '../models/native-encoder.js';
import { hashedFiles, weightsHash } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { versionsOf } from '../run/versions.js';
import { usageError } from '../terminal/usage-error.js';
import { analyse } from './analyse.js';
import type { Analysis, Replicate } from './analysis.js';
import { genePictures } from './data/gene-pictures.js';
import { isTable, type OpenTissueOptions, openTissue, type Tissue } from './data/open-tissue.js';
import { trainedVae } from './model.js';
import { writePage } from './output/page.js';
import { DEFAULTS, LARGE_DEFAULTS, type Marker, type Settings } from './settings.js';

/** The slides of each path. */
interface Slides {
  /** Slides of an `.h5ad`. */
  readonly library?: readonly string[] | undefined;
  /** Samples of a folder. */
  readonly sample?: readonly string[] | undefined;
}

/** Options of {@link tissueExperiment}. Settings that are not given are those of `DEFAULTS` or `LARGE_DEFAULTS`. */
export interface TissueExperimentOptions extends Partial<Settings> {
  /**
   * The folder of figures, tables and models. It contains one folder per tissue, each with one folder per seed.
   */
  readonly out: string;
  /** One training per seed. With two or more, the page shows how much they agree. */
  readonly seeds: readonly number[];
  /** How the tissues are read. Several slides or samples of each path are tissues of their own. */
  readonly reading?: (Omit<OpenTissueOptions, 'signal' | 'library' | 'sample'> & Slides) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/**
 * The paper's second experiment, on replicates of the 2016 arrays, Visium slides and `.h5ad` files. Trains the VAE on the pictures
 * of the genes (models are kept, so a second call only draws), makes the concept of each marker gene, decodes it, and draws its
 * saliency maps as rasters and over the H&E picture. If spots have labels, it compares maps, counts and decoded concepts with
 * the layers. Writes `index.html` and, for each tissue and seed, figures, tables, latents, maps, `results.h5ad`,
 * `concepts.json`, the settings (`run.json`) and the model.
 *
 * @throws if a marker is not a gene, and if a folder holds results of other settings.
 */
export async function tissueExperiment(
  paths: readonly string[],
  options: TissueExperimentOptions,
): Promise<Replicate[]> {
  const {
    out,
    seeds,
    reading: { library, sample, ...shared } = {},
    signal,
    onProgress,
    log = () => {},
    ...given
  } = options;
  const replicates: Replicate[] = [];
  const distinct = distinctNames();
  const versions = versionsOf(await experimentEngine());
  const model = given.weights === undefined ? null : await weightsHash(given.weights);
  const labels = await hashedFiles(tablesOf(shared));
  for (const { path, ...slide } of slidesOf(paths, { library, sample })) {
    const reading = { ...shared, ...slide };
    const tissue = await openTissue(path, { ...reading, signal });
    const name = distinct(tissue.name);
    const { rasters, markers, settings, notes } = await prepared(tissue, given, signal);
    const { epochs, weights, batchNorm, batchSize, learningRate } = settings;
    for (const line of notes) log(line);
    const source = await sourceOf(tissue, reading);
    const hashes = { model, tables: { ...source.files, ...labels } };
    const analyses: Analysis[] = [];
    for (const seed of seeds) {
      const link = `${name}/seed-${seed}`;
      const place = `${out}/${link}`;
      await claimFolder(place, {
        command: 'tissue',
        settings: { ...source, ...claimed(seed, markers, settings) },
        seeds: [seed],
        hashes,
        versions,
      });
      const trained = await trainedVae(rasters.images, {
        ...{ folder: place, seed, epochs, batchNorm, batchSize, learningRate, weights },
        ...{ signal, log, onProgress },
      });
      try {
        log(`seed ${seed}: reconstruction loss ${trained.reconstruction.toFixed(4)}`);
        const native = await nativeEncoder(layersEncoder(trained.vae.encoder), log);
        const { encoder } = native;
        const input = { encoder, folder: place, link, replicate: name, seed, settings, markers, signal, log };
        analyses.push(await analyse(tissue, rasters, trained, input).finally(native.dispose));
      } finally {
        disposeVae(trained.vae);
      }
    }
    replicates.push({ name, notes, settings, analyses });
  }
  await writePage(out, replicates, versions);
  return replicates;
}

/** Each slide or sample of each path. */
function slidesOf(paths: readonly string[], { library, sample }: Slides) {
  return paths.flatMap((path) => [
    ...(library ?? []).map((name) => ({ path, library: name })),
    ...(sample ?? []).map((name) => ({ path, sample: name })),
    ...(library || sample ? [] : [{ path }]),
  ]);
}

/** The pictures, markers and settings of a tissue, and in words what was chosen. */
async function prepared(tissue: Tissue, given: Partial<Settings>, signal?: AbortSignal) {
  const usual = tissue.kind === 'array-2016' ? DEFAULTS : LARGE_DEFAULTS;
  const chosen: Settings = { ...usual, ...given };
  const { rasters, markers, notes } = await genePictures(tissue, chosen, signal);
  // Half of a few genes would be no concept.
  const largest = Math.max(1, Math.floor(rasters.genes.length / 4));
  const isTooLarge = given.size === undefined && chosen.size > largest;
  const settings = isTooLarge ? { ...chosen, size: largest } : chosen;
  if (chosen.size >= rasters.genes.length && !isTooLarge) {
    throw usageError(
      `--count must be smaller than the number of genes of ${tissue.source}, ${rasters.genes.length}; got "${chosen.size}"; use at most ${largest}.`,
    );
  }
  if (largest < 2) {
    throw invalidFile(
      `${tissue.source}: expected at least 8 genes with counts, so that a concept can have 2 of them; it has ${rasters.genes.length}; pass the unfiltered counts, or a smaller --min-spots.`,
    );
  }
  const few = `Each concept has ${largest} genes instead of ${chosen.size}, because there are only ${rasters.genes.length} genes.`;
  const all = [
    description(tissue, rasters),
    ...tissue.notes,
    ...notes,
    ...(isTooLarge ? [few] : []),
    training(settings),
  ];
  return { rasters, markers, settings, notes: all };
}

/** The settings that decide the results. Weights that were loaded are used as they are, without a training. */
function claimed(
  seed: number,
  chosen: readonly Marker[],
  { markers: _, epochs, batchNorm, batchSize, learningRate, ...settings }: Settings,
): Record<string, unknown> {
  const training = settings.weights === undefined ? { epochs, batchNorm, batchSize, learningRate } : {};
  return { seed, genes: chosen.flatMap(({ genes }) => genes), ...training, ...settings };
}

async function sourceOf({ source, files }: Tissue, reading: object = {}) {
  return { source, files: await hashedFiles(files), ...reading };
}

/** The table of labels, unless they are a column. */
const tablesOf = ({ labels }: Omit<OpenTissueOptions, 'signal'> = {}): string[] =>
  labels !== undefined && isTable(labels) ? [labels] : [];

function description(
  { source, counts }: Tissue,
  { genes, images, allZeroGenes, rareGenes, outside, collisions }: GeneRasters,
): string {
  const [, height, width] = images.shape;
  const parts = [
    `${source}: ${counts.spots.names.length.toLocaleString('en')} spots, ${genes.length.toLocaleString('en')} genes as pictures of ${height} × ${width} cells`,
  ];
  if (allZeroGenes.length) parts.push(`${allZeroGenes.length} genes without counts left out`);
  if (rareGenes.length) parts.push(`${rareGenes.length} genes with counts at too few spots left out`);
  if (outside.length) parts.push(`${outside.length} spots outside the raster`);
  if (collisions.length) parts.push(`${collisions.length} cells with more than one spot`);
  return `${parts.join('; ')}.`;
}

const training = ({ weights, epochs, batchSize, controls }: Settings): string =>
  `${weights === undefined ? `Training: ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} in batches of ${batchSize} (the paper: 10 in batches of 64)` : `Model: ${weights}`}; maps are compared with ${controls} random concept vectors.`;
