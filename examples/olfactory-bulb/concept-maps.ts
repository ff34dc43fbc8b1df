import { type Encoder, explain } from '@csm/core';
import { type GeneRasters, selectSamples } from '@csm/datasets';
import { gate, isotropicConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { GeneConcept } from '../../support/olfactory-bulb/gene-concept.js';
import type { Method } from './methods.js';

/** Maps of a concept's genes by one method; each is one value a spot. */
export interface ConceptMaps {
  readonly method: string;
  /** Concept score of each gene. */
  readonly scores: Float32Array;
  /** A map a gene, in the order of the concept's genes: the marker's first. */
  readonly maps: readonly Float32Array[];
  /** The same for random concept vectors of equal norm. */
  readonly random: readonly (readonly Float32Array[])[];
  /** Share of the maps' variance that maps of the random vectors explain, and what `gate` of `@csm/evaluate` says of it. */
  readonly explainedByRandom: number;
  readonly warnings: readonly string[];
  /** The marker's map as a raster, and that of the first random vector. */
  readonly raster: NdArray<Float32Array>;
  readonly randomRaster: NdArray<Float32Array>;
}

/** What the run needs besides. */
export interface MapsOptions {
  readonly encoder: Encoder;
  readonly rasters: GeneRasters;
  readonly seed: number;
  /** Random concept vectors. */
  readonly controls: number;
  readonly signal?: AbortSignal | undefined;
}

/** The maps of all genes of a concept, beside those of random concept vectors. */
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
  // The comparison in detail takes long: the first genes tell enough.
  const some = (maps: NdArray<Float32Array>) => selectSamples(maps, [...genes.keys()].slice(0, 8));
  const verdict = gate({ name: concept.name, explainer: name, maps: some(own!) }, random.map(some));
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

/** What a raster `[height, width, 1]` holds at each spot; NaN where a spot is off the grid. */
export function atSpots(raster: NdArray, cells: Int32Array): Float32Array {
  const width = raster.shape[1]!;
  return Float32Array.from(cells, (cell) =>
    cell < 0 ? Number.NaN : (raster.get(Math.floor(cell / width), cell % width, 0) as number),
  );
}

/** The mean over several values a spot. */
export function meanAtSpots(maps: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    maps[0]!,
    (_, spot) => maps.reduce((sum, map) => sum + map[spot]!, 0) / maps.length,
  );
}
