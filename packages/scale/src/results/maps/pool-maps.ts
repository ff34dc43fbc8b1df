import { checkNdarray, checkOptions, contiguous, type ImageLayout, invalidArgument, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { MOST_WINDOWS } from '../../plan/map-settings.js';
import { poolingGrid } from './pooling-grid.js';
import { quantise } from './quantise.js';
import { sumsOfChannels } from './sum-channels.js';

/** Options of {@link poolMaps}. */
export interface PoolMapsOptions {
  /**
   * Order of the axes of maps with channels: `layout` of the explanation. Default: channels last; shapes that look like channels first,
   * such as `[3, 64, 64]`, are rejected.
   */
  readonly layout?: ImageLayout | undefined;
}

/** Maps of {@link poolMaps}: `values · scales` approximates the sums of the windows. */
export interface PooledMaps {
  /** Integers from −127 to 127, `[n, rows, columns]`. */
  readonly values: NdArray<Int8Array>;
  /** One factor per map, `[n]`. */
  readonly scales: NdArray<Float32Array>;
}

/**
 * Sums maps of pictures over their channels and over the windows of a grid of at most 16 × 16, and writes each map as 8-bit integers
 * times one scale. A run keeps this of each map by default: 260 bytes instead of 49,152 for a picture of 64 × 64 × 3.
 *
 * A window has `height / rows` × `width / columns` pixels; a pixel that lies in two windows counts in each by the share of its area.
 * So the sum of a pooled map is the sum of the map, which is the difference of scores for methods that promise completeness. The
 * integers change each window by at most `scale / 2`, where `scale = max |window| / 127`: 0.4 % of the map's largest window.
 *
 * @param maps `[n, height, width]`, `[n, height, width, channels]` or `[n, channels, height, width]`.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the maps are not those of pictures; an error with code `ERR_NOT_FINITE` if a
 * map holds NaN or infinity.
 * @category Results of many inputs
 */
export function poolMaps(maps: NdArray<Float32Array>, options?: PoolMapsOptions): PooledMaps {
  checkOptions('poolMaps', options, { layout: true });
  checkNdarray('poolMaps, maps', maps);
  const [n = 0, ...shape] = maps.shape;
  if (shape.length !== 2 && shape.length !== 3) {
    throw invalidArgument(
      `poolMaps: expected maps of pictures, [n, height, width] or [n, height, width, channels]; got shape [${maps.shape.join(', ')}]; keep other maps as they are.`,
    );
  }
  const channels = sumsOfChannels('poolMaps', shape, options?.layout);
  const [height = 0, width = 0] = channels.shape;
  const grid = poolingGrid(height, width, MOST_WINDOWS);
  const pixels = new Float64Array(height * width);
  const windows = new Float64Array(size(grid.shape));
  const values = new Int8Array(n * windows.length);
  const scales = new Float32Array(n);
  const data = contiguous(maps);
  for (let i = 0; i < n; i++) {
    channels.sum(data, i * size(shape), pixels);
    grid.pool(pixels, windows);
    scales[i] = quantise('poolMaps', windows, values, i * windows.length);
  }
  return { values: ndarray(values, [n, ...grid.shape]), scales: ndarray(scales, [n]) };
}
