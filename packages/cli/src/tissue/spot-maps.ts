import { mean } from '@csm/base';
import { type Encoder, explain } from '@csm/core';
import { type GeneConcept, pearsonCorrelations } from '@csm/core/statistics';
import { atSpots, type GeneRasters, selectSamples } from '@csm/datasets';
import { type ConceptDependence, conceptDependence, isotropicConcepts } from '@csm/evaluate';
import ndarray, { type NdArray } from 'ndarray';
import { explainedConcept } from './explained-concept.js';
import type { Method } from './methods.js';

/** Maps of a concept's genes by one method, in the order of the concept's genes. */
export interface SpotMaps {
  readonly method: Method;
  /** `[genes, height, width, 1]`. */
  readonly rasters: NdArray<Float32Array>;
  /** The same for each random vector of equal norm. */
  readonly randomRasters: readonly NdArray<Float32Array>[];
  /** One map per gene, with one value per spot. */
  readonly maps: readonly Float32Array[];
  /** The same for each random vector. */
  readonly random: readonly (readonly Float32Array[])[];
  readonly dependence: ConceptDependence;
  /** Warnings of the method itself. */
  readonly warnings: readonly string[];
}

/** Options of {@link spotMaps}. */
export interface SpotMapsOptions {
  readonly encoder: Encoder;
  readonly rasters: GeneRasters;
  /** Those of all genes, in the order of the rasters. */
  readonly latents: NdArray<Float32Array>;
  readonly seed: number;
  /** Number of random concept vectors. */
  readonly controls: number;
  /** Maps of one draw of the posterior per gene instead of its mean. */
  readonly sample?: { readonly seed: number } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the maps of all genes of a concept, and those of random concept vectors, and reads them at the spots. */
export async function spotMaps(
  found: GeneConcept,
  method: Method,
  { encoder, rasters, latents, seed, controls, sample, signal }: SpotMapsOptions,
): Promise<SpotMaps> {
  const { genes } = found;
  const concept = explainedConcept(found, method, latents);
  const images = selectSamples(
    rasters.images,
    genes.map(({ index }) => index),
  );
  const warnings: string[] = [];
  const run = { sample, batchSize: 64, signal };
  const explanation = await explain(encoder, concept, images, method.explainer, {
    ...run,
    onWarning: (warning) => warnings.push(warning),
  });
  const vectors = isotropicConcepts(concept, { count: controls, seed });
  const explained = await explain(encoder, vectors, images, method.explainer, {
    ...run,
    onWarning: () => {},
  });
  const { maps } = explanation;
  const randomMaps = explained.map((each) => each.maps);
  const spots = (each: NdArray<Float32Array>) =>
    genes.map((_, gene) => atSpots(each.pick(gene), rasters.cells));
  return {
    method,
    rasters: maps,
    randomRasters: randomMaps,
    maps: spots(maps),
    random: randomMaps.map(spots),
    dependence: await conceptDependence(explanation, randomMaps, { signal }),
    warnings,
  };
}

/** Mean correlation over spots between the map of a gene and its maps for the random vectors. */
export function randomCorrelation({ maps, random }: SpotMaps, gene: number): number {
  return mean(random.map((each) => correlation(each[gene]!, maps[gene]!)));
}

/** Pearson correlation over the spots where both have a value. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const both = Array.from(a, (_, i) => i).filter((i) => !Number.isNaN(a[i]!) && !Number.isNaN(b[i]!));
  const [x, y] = [a, b].map((values) => Float32Array.from(both, (i) => values[i]!));
  return pearsonCorrelations(ndarray(x!, [both.length]), ndarray(y!, [1, both.length])).r[0]!;
}
