import { invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkPictureArray } from '../checks/check-picture-array.js';

/** The sums over the channels of a map. */
export interface ChannelSums {
  readonly height: number;
  readonly width: number;
  /** Row by row. */
  readonly values: Float64Array;
}

/**
 * Sums a map over its channels, in float64.
 * @param map `[h, w]` or `[h, w, c]`.
 * @throws at the first NaN or infinity.
 */
export function channelSums(caller: string, map: NdArray): ChannelSums {
  const { height, width, channels } = checkPictureArray(caller, 'map', map);
  const flat = map.shape.length === 2;
  const values = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const value = flat ? map.get(y, x) : map.get(y, x, c);
        if (!Number.isFinite(value)) {
          throw invalidArgument(
            `${caller}: map must be finite; it holds ${value} at row ${y}, column ${x}, channel ${c}.`,
          );
        }
        sum += value;
      }
      values[y * width + x] = sum;
    }
  }
  return { height, width, values };
}
