import { encode, explain, layersEncoder } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { pearsonCorrelations } from '@csm/core/statistics';
import { type GeneRasters, geneRasters, selectSamples } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { rectifiedGradient } from '@csm/explainers';
import {
  disposeVae,
  evaluateVae,
  olfactoryBulbTraining,
  olfactoryBulbVae,
  recomputeBatchNorm,
  type TrainingProgress,
  trainVae,
} from '@csm/models';
import { saveVae } from '@csm/models/node';
import ndarray from 'ndarray';
import { average } from '../support/average.js';
import { randomConcepts } from '../support/random-concepts.js';
import { decodeConcept } from './decode.js';
import { drawFigure, type FigureRow } from './figure.js';
import { type GeneConcept, geneConcept, geneIndex } from './gene-concept.js';
import { writeConceptTable, writeTrainingTable } from './tables.js';

/** Options of {@link olfactoryBulb}. */
export interface OlfactoryBulbOptions {
  /** Where figure, tables and model go. */
  out: string;
  seed: number;
  epochs?: number;
  markers?: readonly string[];
  signal?: AbortSignal;
  log?: (line: string) => void;
  onProgress?: (progress: TrainingProgress) => void;
}

const RANDOM_CONCEPTS = 20;

/**
 * The paper's second experiment on a folder with a 2016 spatial-transcriptomics count matrix: trains the VAE on all genes,
 * makes the concept of each marker gene, decodes it and draws its saliency map. Writes `figure.png`, `figure.svg`, a CSV a
 * concept, `training.csv`, `concepts.json` and the model.
 */
export async function olfactoryBulb(folder: string, options: OlfactoryBulbOptions): Promise<GeneConcept[]> {
  const { out, seed, epochs, signal, onProgress, log = () => {} } = options;
  const { markers = ['Penk', 'Doc2g', 'Kctd12'] } = options;
  const control = signal ? { signal } : {};
  const { counts, countsFile } = await openOlfactoryBulb(folder, control);
  const rasters = geneRasters(counts);
  for (const marker of markers) geneIndex(marker, rasters.genes);
  log(describe(countsFile, counts.spots.names.length, rasters));

  const vae = olfactoryBulbVae({ seed });
  try {
    const history = await trainVae(vae, rasters.images, {
      ...olfactoryBulbTraining,
      ...(epochs !== undefined && { epochs }),
      seed,
      ...control,
      ...(onProgress && { onProgress }),
    });
    await writeTrainingTable(out, history);
    // The moving averages (momentum 0.99) lag behind the data; this replaces them, by draws as in training.
    const lagging = await evaluateVae(vae, rasters.images, { batchSize: 256, ...control });
    await recomputeBatchNorm(vae, rasters.images, {
      sampling: olfactoryBulbTraining.sampling,
      seed,
      ...control,
    });
    const exact = await evaluateVae(vae, rasters.images, { batchSize: 256, ...control });
    log(
      `reconstruction loss ${lagging.reconstruction.toFixed(4)} with moving averages, ` +
        `${exact.reconstruction.toFixed(4)} with BatchNorm statistics over the data`,
    );
    await saveVae(vae, `${out}/model`);

    const encoder = layersEncoder(vae.encoder);
    const latents = await encode(encoder, rasters.images, { batchSize: 256, ...control });
    const explainer = rectifiedGradient({ percentile: 95, borderMask: true });
    const figure: FigureRow[] = [];
    const concepts: GeneConcept[] = [];
    for (const marker of markers) {
      const found = geneConcept(marker, rasters.genes, latents);
      const images = selectSamples(
        rasters.images,
        found.genes.map((gene) => gene.index),
      );
      const { scores, maps } = await explain(encoder, found.concept, images, explainer, control);
      await writeConceptTable(
        out,
        found,
        found.genes.map((gene, i) => ({ ...gene, score: scores.get(i) })),
      );
      // The marker is the gene nearest to itself: the first.
      const image = selectSamples(images, [0]);
      const map = maps.pick(0);
      const random = await explain(
        encoder,
        randomConcepts(found.concept, RANDOM_CONCEPTS, seed),
        image,
        explainer,
        control,
      );
      const others = ndarray(Float32Array.from(random.flatMap((r) => [...r.maps.data])), [
        RANDOM_CONCEPTS,
        map.size,
      ]);
      const flat = ndarray(selectSamples(maps, [0]).data, [map.size]);
      figure.push({
        marker,
        decoded: await decodeConcept(vae, found.concept),
        counts: image.pick(0),
        map,
        control: random[0]!.maps.pick(0),
        controlCorrelation: average(pearsonCorrelations(flat, others).r),
      });
      concepts.push(found);
      log(conceptLine(found, figure.at(-1)!.controlCorrelation));
    }
    await saveConcepts(
      `${out}/concepts.json`,
      concepts.map((found) => found.concept),
    );
    await drawFigure(out, figure);
    return concepts;
  } finally {
    disposeVae(vae);
  }
}

function describe(
  file: string,
  spots: number,
  { genes, allZeroGenes, outside, collisions }: GeneRasters,
): string {
  const parts = [`${file}: ${spots} spots, ${genes.length} genes`];
  if (allZeroGenes.length) parts.push(`${allZeroGenes.length} genes without a count left out`);
  if (outside.length) parts.push(`${outside.length} spots outside the raster`);
  if (collisions.length) parts.push(`${collisions.length} cells with more than one spot`);
  return parts.join('; ');
}

function conceptLine({ concept, genes }: GeneConcept, control: number): string {
  const nearest = genes.slice(1, 6).map(({ gene, r }) => `${gene} ${r.toFixed(3)}`);
  return `${concept.name}: nearest ${nearest.join(', ')}; its map correlates ${control.toFixed(2)} with those of random concepts`;
}
