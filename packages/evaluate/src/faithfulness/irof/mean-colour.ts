import { channelsLast, type ImageLayout, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import ndarray from 'ndarray';

/** Pictures in which each channel is its mean over the picture, in the order of the axes of the given ones. */
export function meanColour(pictures: NdArray, layout: ImageLayout): NdArray<Float32Array> {
  const means = ndarray(new Float32Array(pictures.size), pictures.shape);
  const last = channelsLast(means, layout);
  const [, height = 0, width = 0, channels = 0] = last.shape;
  for (const [i, picture] of [...rows(channelsLast(pictures, layout))].entries()) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let at = channel; at < picture.length; at += channels) sum += picture[at]!;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) last.set(i, y, x, channel, sum / (height * width));
      }
    }
  }
  return means;
}
