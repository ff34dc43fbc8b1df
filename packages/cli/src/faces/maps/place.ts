import { mean } from '@csm/base';
import type { NdArray } from 'ndarray';
import { overChannels, type Picture } from './pictures.js';

/** Share of the absolute saliency inside a mask, averaged over maps. A map of zeros counts as 0. */
export function shareInside(maps: readonly Picture[], masks: readonly NdArray<Uint8Array>[]): number {
  return mean(
    maps.map((map, i) => {
      const values = overChannels(map);
      const all = values.reduce((a, b) => a + b, 0);
      const inside = values.reduce((sum, value, pixel) => sum + value * masks[i]!.data[pixel]!, 0);
      return all === 0 ? 0 : inside / all;
    }),
  );
}

/** Share of the picture inside a mask, averaged over masks: the value that an uninformative map would reach. */
export function areaInside(masks: readonly NdArray<Uint8Array>[]): number {
  return mean(masks.map((mask) => mask.data.reduce((a, b) => a + b, 0) / mask.size));
}
