import type { NdArray } from 'ndarray';
import { average } from '../support/average.js';

/**
 * Share of a map's absolute saliency that lies inside a mask, averaged over faces.
 * @param maps `[n, height, width, channels]`; channels are summed before the absolute value.
 * @param masks one `[height, width]` of 0 and 1 a map.
 */
export function saliencyInMask(maps: NdArray<Float32Array>, masks: readonly NdArray<Uint8Array>[]): number {
  const [, height = 0, width = 0, channels = 0] = maps.shape;
  const shares = masks.map((mask, face) => {
    let inside = 0;
    let all = 0;
    for (let pixel = 0; pixel < height * width; pixel++) {
      const first = (face * height * width + pixel) * channels;
      const value = Math.abs(maps.data.subarray(first, first + channels).reduce((a, b) => a + b, 0));
      all += value;
      if (mask.data[pixel] === 1) inside += value;
    }
    // A map of nothing but zeros shows nothing: no share.
    return all === 0 ? 0 : inside / all;
  });
  return average(shares);
}

/** Share of the picture that a mask covers, averaged over faces: what a map of no knowledge would reach. */
export function areaShare(masks: readonly NdArray<Uint8Array>[]): number {
  return average(masks.map((mask) => mask.data.reduce((a, b) => a + b, 0) / mask.size));
}
