import { contiguous, rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from './check-maps.js';

/**
 * Maps with one number per pixel, as they are looked at: the sum over the channels.
 * @param maps `[n, height, width, channels]`; maps with another number of axes keep their shape.
 * @returns `[n, height, width]`.
 */
export function sumChannels(maps: NdArray): NdArray<Float32Array> {
  checkMaps('sumChannels', maps);
  const values = contiguous(maps);
  const [count = 0, height = 0, width = 0, channels = 0] = maps.shape;
  if (maps.shape.length !== 4) return ndarray(values, maps.shape);
  const pixels = rows(values, channels);
  const sums = Float32Array.from(pixels, (pixel) => pixel.reduce((sum, value) => sum + value, 0));
  return ndarray(sums, [count, height, width]);
}
