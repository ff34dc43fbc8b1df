import type { ConceptVector } from '@csm/core';
import { pearsonCorrelations } from '@csm/core/statistics';
import { traverseLatent, type Vae } from '@csm/models';
import ndarray, { type NdArray } from 'ndarray';
import { overChannels, type Picture, pictureAt } from './pictures.js';

/** D(z + a v) − D(z − a v) for each latent: the decoder's change along a concept, where `a` is the reach of the traversal. */
export async function decodedChanges(
  { decoder }: Vae,
  latents: NdArray<Float32Array>,
  concept: ConceptVector,
  reach: number,
  signal: AbortSignal,
): Promise<Picture[]> {
  const ends = await traverseLatent(decoder, latents, concept, [-reach, reach], { signal });
  return Array.from({ length: latents.shape[0]! }, (_, i) => {
    const [less, more] = [pictureAt(ends, i, 0), pictureAt(ends, i, 1)];
    return { shape: more.shape, data: more.data.map((value, k) => value - less.data[k]!) };
  });
}

/**
 * Correlation over pixels of |decoded change| (summed over channels) with |map| (absolute value of the sum over channels, as
 * maps are drawn). Undefined if one of them is constant.
 */
export function changeCorrelation(change: Picture, map: Picture): number | undefined {
  const changes = overChannels(change, (channels) => channels.reduce((sum, v) => sum + Math.abs(v), 0));
  const saliency = overChannels(map);
  const [r = Number.NaN] = pearsonCorrelations(
    ndarray(changes, [changes.length]),
    ndarray(saliency, [1, saliency.length]),
  ).r;
  return Number.isNaN(r) ? undefined : r;
}
