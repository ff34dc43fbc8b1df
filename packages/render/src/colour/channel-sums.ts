import { type ChannelOptions, checkChannelOptions, invalidArgument } from '@csm/base';
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
 * Sums a map, or its magnitudes, over the channels, in float64.
 * @param map `[h, w]`, `[h, w, c]`, or `[c, h, w]` if the layout is channels first.
 * @throws at the first NaN or infinity.
 */
export function channelSums(caller: string, map: NdArray, options: ChannelOptions = {}): ChannelSums {
  checkChannelOptions(caller, options);
  const { height, width, channels, picture } = checkPictureArray(caller, 'map', map, options.layout);
  const flat = picture.shape.length === 2;
  const magnitudes = options.channels === 'sumOfMagnitudes';
  const values = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const value = flat ? picture.get(y, x) : picture.get(y, x, c);
        if (!Number.isFinite(value)) {
          throw invalidArgument(
            `${caller}: map must be finite; it holds ${value} at row ${y}, column ${x}, channel ${c}.`,
          );
        }
        sum += magnitudes ? Math.abs(value) : value;
      }
      values[y * width + x] = sum;
    }
  }
  return { height, width, values };
}
