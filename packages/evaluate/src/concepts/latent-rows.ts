import { checkShape, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../maps/check-maps.js';

/** Latents, one row per sample. @throws unless they have shape `[n, size]`, n ≥ 1. */
export function latentRows(
  caller: string,
  latents: NdArray,
  size: number | undefined,
  what = 'latents',
): Float32Array[] {
  checkMaps(caller, latents, what);
  checkShape(caller, what, latents.shape, ['n', size ?? 'latentSize']);
  return [...rows(latents)];
}
