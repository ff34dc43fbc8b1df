import { contiguous } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from './check-maps.js';

/**
 * Sums maps over the channels, which gives one number per pixel, as maps are usually displayed.
 * @param maps `[n, height, width, channels]`; maps with another number of axes keep their shape.
 * @returns `[n, height, width]`.
 */
export function sumChannels(maps: NdArray): NdArray<Float32Array> {
  checkMaps('sumChannels', maps);
  const values = contiguous(maps);
  const [count = 0, height = 0, width = 0, channels = 0] = maps.shape;
  if (maps.shape.length !== 4) return ndarray(values, maps.shape);
  const sums = new Float32Array(count * height * width);
  for (let pixel = 0; pixel < sums.length; pixel++) {
    let sum = 0;
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) sum += values[at]!;
    sums[pixel] = sum;
  }
  return ndarray(sums, [count, height, width]);
}
