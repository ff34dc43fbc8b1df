import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import { latentRows } from '../controls/random-concepts.js';
import { checkMaps, checkPositive, checkSameShape } from '../maps/check.js';
import { fromRows, rowsOf, sumChannels } from '../maps/maps.js';
import { pearson } from '../similarity/pearson.js';
import { spearman } from '../similarity/spearman.js';
import { topOverlap } from '../similarity/top-overlap.js';

/** Decodes latents `[n, latentSize]` to pictures `[n, ...inputShape]`. */
export type DecodeFunction = (latents: NdArray<Float32Array>) => Promise<NdArray> | NdArray;

/** Options of {@link conceptChange}. */
export interface ConceptChangeOptions {
  /** How far the latents are moved, in units of the concept vector. Default 1. */
  alpha?: number | undefined;
}

/**
 * What the decoder draws when the concept is added: D(z + α v) − D(z − α v), of each latent; `[n, ...inputShape]`.
 *
 * @param latents `[n, latentSize]`, as `encode` gives.
 * @param decode for example `async (z) => (await traverseLatent(vae.decoder, z, concept, [0])).pick(null, 0)` of `@csm/models`.
 */
export async function conceptChange(
  decode: DecodeFunction,
  latents: NdArray,
  concept: ConceptVector,
  options: ConceptChangeOptions = {},
): Promise<NdArray<Float32Array>> {
  const { alpha = 1 } = options;
  checkPositive('conceptChange', 'alpha', alpha);
  const rows = latentRows('conceptChange', latents, concept.vector.length);
  const moved = (step: number) =>
    fromRows(
      rows.map((row) => row.map((value, d) => value + step * concept.vector[d]!)),
      [concept.vector.length],
    );
  const more = await decode(moved(alpha));
  const less = await decode(moved(-alpha));
  checkMaps('conceptChange', more, 'what decode returns');
  checkSameShape('conceptChange', more, less, 'decoded pictures');
  if (more.shape[0] !== rows.length) {
    throw new Error(`conceptChange: decode returned ${more.shape[0]} pictures for ${rows.length} latents.`);
  }
  const without = rowsOf(less);
  return fromRows(
    rowsOf(more).map((row, i) => row.map((value, at) => value - without[i]![at]!)),
    more.shape.slice(1),
  );
}

/** How alike maps are to what the decoder changes, a number an input. */
export interface GenerativeAgreement {
  /** Pearson correlation, feature by feature with sign: positive where brighter raises the score and the concept is brighter. */
  readonly signed: Float64Array;
  /** Spearman correlation of the magnitudes, summed over channels. */
  readonly magnitude: Float64Array;
  /** {@link topOverlap} of the magnitudes' largest tenth. */
  readonly topOverlap: Float64Array;
}

/**
 * Generative agreement: whether a map points at what the decoder changes when the concept is added to the latent. The decoder knows
 * where the concept is drawn on this input; the map, where the encoder looks for it. They need not agree, but a map that agrees no
 * better with its concept's change than with a random concept's shows none of it: that is the null, to be computed with
 * `conceptChange` of random concepts.
 *
 * Source: the idea of checking explanations against a generative model's counterfactuals, Singla et al. 2020 (arXiv 1911.00483) and
 * Lang et al. 2021 (arXiv 2104.13369).
 *
 * @param changes of the maps' shape, as {@link conceptChange} gives.
 */
export function generativeAgreement(maps: NdArray, changes: NdArray): GenerativeAgreement {
  checkMaps('generativeAgreement', maps);
  checkSameShape('generativeAgreement', maps, changes, 'maps and changes');
  const [signedMaps, signedChanges] = [rowsOf(maps), rowsOf(changes)];
  const [mapSizes, changeSizes] = [magnitudes(maps), magnitudes(changes)];
  return {
    signed: Float64Array.from(signedMaps, (map, i) => pearson(map, signedChanges[i]!)),
    magnitude: Float64Array.from(mapSizes, (map, i) => spearman(map, changeSizes[i]!)),
    topOverlap: Float64Array.from(mapSizes, (map, i) => topOverlap(map, changeSizes[i]!)),
  };
}

function magnitudes(array: NdArray): Float32Array[] {
  const absolute = rowsOf(array).map((row) => row.map(Math.abs));
  return rowsOf(sumChannels(fromRows(absolute, array.shape.slice(1))));
}
