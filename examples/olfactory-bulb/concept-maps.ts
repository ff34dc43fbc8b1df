import { type Encoder, explain } from '@csm/core';
import { type GeneRasters, selectSamples } from '@csm/datasets';
import { gate, isotropicConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { GeneConcept } from '../../support/olfactory-bulb/gene-concept.js';
import { atSpots } from './at-spots.js';
import type { Method } from './methods.js';

/** Maps of a concept's genes by one method, each with one value per spot. */
export interface ConceptMaps {
  readonly method: string;
  /** Concept score of each gene. */
  readonly scores: Float32Array;
  /** One map per gene, in the order of the concept's genes, the marker first. */
  readonly maps: readonly Float32Array[];
  /** The same for random concept vectors of equal norm. */
  readonly random: readonly (readonly Float32Array[])[];
  /** Share of the maps' variance that maps of the random vectors explain, and the warnings of `gate` of `@csm/evaluate`. */
  readonly explainedByRandom: number;
  readonly warnings: readonly string[];
  /** The marker's map as a raster, and that of the first random vector. */
  readonly raster: NdArray<Float32Array>;
  readonly randomRaster: NdArray<Float32Array>;
}

/** Options of {@link conceptMaps}. */
export interface MapsOptions {
  readonly encoder: Encoder;
  readonly rasters: GeneRasters;
  readonly seed: number;
  /** Number of random concept vectors. */
  readonly controls: number;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the maps of all genes of a concept, and those of random concept vectors. */
export async function conceptMaps(
  { concept, genes }: GeneConcept,
  { name, explainer }: Method,
  { encoder, rasters, seed, controls, signal }: MapsOptions,
): Promise<ConceptMaps> {
  const images = selectSamples(
    rasters.images,
    genes.map(({ index }) => index),
  );
  const vectors = [concept, ...isotropicConcepts(concept, { count: controls, seed })];
  const explanations = await explain(encoder, vectors, images, explainer, { batchSize: 64, signal });
  const spots = explanations.map(({ maps }) =>
    genes.map((_, gene) => atSpots(maps.pick(gene), rasters.cells)),
  );
  const [own, ...random] = explanations.map(({ maps }) => maps);
  // The detailed comparison takes long, and the first genes are enough for it.
  const some = (maps: NdArray<Float32Array>) => selectSamples(maps, [...genes.keys()].slice(0, 8));
  const verdict = await gate({ name: concept.name, explainer: name, maps: some(own!) }, random.map(some));
  return {
    method: name,
    explainedByRandom: verdict.explainedByRandom,
    warnings: verdict.warnings,
    scores: explanations[0]!.scores.data,
    maps: spots[0]!,
    random: spots.slice(1),
    raster: own!.pick(0),
    randomRaster: random[0]!.pick(0),
  };
}
