import { keyedRandom } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/**
 * Independent normal latents, by Box & Muller 1958.
 * @param shift mean of every component.
 */
export function gaussianLatents(count: number, size: number, seed: number, shift = 0): NdArray<Float32Array> {
  const random = keyedRandom('gaussian latents', seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return ndarray(
    Float32Array.from({ length: count * size }, () => normal() + shift),
    [count, size],
  );
}
