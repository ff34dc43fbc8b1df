import { type ImageLayout, pictureLayout } from '@csm/base';

/** Sums maps over their channels. */
export interface ChannelSums {
  /** Shape of one map without the channels. */
  readonly shape: readonly number[];
  /** Writes the sums of the map that begins at an offset, in float64. */
  sum(maps: Float32Array, offset: number, into: Float64Array): void;
}

/**
 * For maps of pictures: `[height, width]`, `[height, width, channels]` or `[channels, height, width]`.
 * @throws if the layout is not given and the shape looks like channels first.
 */
export function sumsOfChannels(
  caller: string,
  shape: readonly number[],
  layout: ImageLayout | undefined,
): ChannelSums {
  if (shape.length !== 3) return withoutChannels(shape);
  const isLast = pictureLayout(caller, 'maps', shape, layout) === 'channelsLast';
  const [a = 0, b = 0, c = 0] = shape;
  const [height, width, channels] = isLast ? [a, b, c] : [b, c, a];
  const [pixelStride, channelStride] = isLast ? [channels, 1] : [1, height * width];
  return {
    shape: [height, width],
    sum: (maps, offset, into) =>
      channels === 3
        ? sumThree(maps, offset, pixelStride, channelStride, into)
        : sumAll(maps, offset, pixelStride, channelStride, channels, into),
  };
}

/** For other maps: each feature is its own sum. */
export function withoutChannels(shape: readonly number[]): ChannelSums {
  return { shape, sum: (maps, offset, into) => sumAll(maps, offset, 1, 1, 1, into) };
}

function sumAll(
  maps: Float32Array,
  offset: number,
  pixelStride: number,
  channelStride: number,
  channels: number,
  into: Float64Array,
): void {
  for (let pixel = 0, first = offset; pixel < into.length; pixel++, first += pixelStride) {
    let sum = 0;
    for (let channel = 0, at = first; channel < channels; channel++, at += channelStride) sum += maps[at]!;
    into[pixel] = sum;
  }
}

/** As {@link sumAll}, without a loop inside, four times as fast. */
function sumThree(
  maps: Float32Array,
  offset: number,
  pixelStride: number,
  channelStride: number,
  into: Float64Array,
): void {
  for (let pixel = 0, at = offset; pixel < into.length; pixel++, at += pixelStride) {
    into[pixel] = maps[at]! + maps[at + channelStride]! + maps[at + 2 * channelStride]!;
  }
}
