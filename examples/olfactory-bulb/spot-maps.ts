import type { Encoder } from '@csm/core';
import type { GeneConcept } from '@csm/core/statistics';
import { atSpots, type GeneRasters, selectSamples } from '@csm/datasets';
import { explainWithControl, type Gate } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { Method } from './methods.js';

/** Maps of a concept's genes by one method, in the order of the concept's genes. */
export interface SpotMaps {
  readonly method: string;
  /** `[genes, height, width, 1]`. */
  readonly rasters: NdArray<Float32Array>;
  /** The map of the first gene for the first random vector of equal norm, `[height, width, 1]`. */
  readonly randomRaster: NdArray<Float32Array>;
  /** One map per gene, with one value per spot. */
  readonly maps: readonly Float32Array[];
  /** The same for each random vector. */
  readonly random: readonly (readonly Float32Array[])[];
  readonly gate: Gate;
}

/** Options of {@link spotMaps}. */
export interface SpotMapsOptions {
  readonly encoder: Encoder;
  readonly rasters: GeneRasters;
  readonly seed: number;
  /** Number of random concept vectors. */
  readonly controls: number;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the maps of all genes of a concept, and those of random concept vectors, and reads them at the spots. */
export async function spotMaps(
  { concept, genes }: GeneConcept,
  { name, explainer }: Method,
  { encoder, rasters, seed, controls, signal }: SpotMapsOptions,
): Promise<SpotMaps> {
  const images = selectSamples(
    rasters.images,
    genes.map(({ index }) => index),
  );
  const { maps, randomMaps, gate } = await explainWithControl(encoder, concept, images, explainer, {
    randomConcepts: controls,
    controlInputs: genes.length,
    seed,
    batchSize: 64,
    signal,
    // The page states the verdict of the gate.
    onWarning: () => {},
  });
  const spots = (each: NdArray<Float32Array>) =>
    genes.map((_, gene) => atSpots(each.pick(gene), rasters.cells));
  return {
    method: name,
    rasters: maps,
    randomRaster: randomMaps[0]!.pick(0),
    maps: spots(maps),
    random: randomMaps.map(spots),
    gate,
  };
}
