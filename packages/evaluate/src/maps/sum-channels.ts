import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkChannelOptions,
  checkOptions,
  contiguous,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from './check-maps.js';
import { withChannelsLast } from './picture-layout.js';

/**
 * Sums maps over the channels, which gives one number per pixel, as maps are usually displayed.
 * @param maps `[n, height, width, channels]`, or `[n, channels, height, width]` with `{ layout: 'channelsFirst' }`; maps with
 *   another number of axes keep their shape.
 * @returns `[n, height, width]`.
 * @throws if pictures look like channels first and no layout is given; if an option is invalid.
 * @category Maps
 */
export function sumChannels(maps: NdArray, options: ChannelOptions = {}): NdArray<Float32Array> {
  checkOptions<ChannelOptions>('sumChannels', options, CHANNEL_OPTIONS);
  checkMaps('sumChannels', maps);
  return channelSums('sumChannels', maps, options);
}

/** The same as {@link sumChannels} for maps that are checked; errors name the given function. */
export function channelSums(caller: string, maps: NdArray, options: ChannelOptions): NdArray<Float32Array> {
  checkChannelOptions(caller, options);
  const pictures = withChannelsLast(caller, 'maps', maps, options.layout);
  const magnitudes = options.channels === 'sumOfMagnitudes';
  const values = contiguous(pictures);
  const [count = 0, height = 0, width = 0, channels = 0] = pictures.shape;
  if (pictures.shape.length !== 4) return ndarray(magnitudes ? values.map(Math.abs) : values, maps.shape);
  const sums = new Float32Array(count * height * width);
  for (let pixel = 0; pixel < sums.length; pixel++) {
    let sum = 0;
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) {
      sum += magnitudes ? Math.abs(values[at]!) : values[at]!;
    }
    sums[pixel] = sum;
  }
  return ndarray(sums, [count, height, width]);
}
