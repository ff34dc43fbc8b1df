import type { ImageLayout } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import type { MapSettings } from '../session/settings.js';

/** One number per pixel, `[height, width]`, with its name if there are several. */
export interface Plane {
  readonly label: string;
  readonly values: NdArray<Float32Array>;
}

/** A map as the settings show it: its channels as one number per pixel, and the sign. */
export function planesOf(
  map: NdArray<Float32Array>,
  layout: ImageLayout | undefined,
  { channels, sign }: Pick<MapSettings, 'channels' | 'sign'>,
): Plane[] {
  const view = lastChannels(map, layout);
  const [height = 0, width = 0, count = 0] = view.shape;
  const plane = (label: string, of: (numbers: number[]) => number): Plane => {
    const values = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = of(Array.from({ length: count }, (_, c) => view.get(y, x, c)));
        values[y * width + x] = sign === 'positive' ? Math.max(0, value) : value;
      }
    }
    return { label, values: ndarray(values, [height, width]) };
  };
  if (channels === 'each' && count > 1) {
    return Array.from({ length: count }, (_, c) => plane(channelName(c, count), (numbers) => numbers[c]!));
  }
  if (channels === 'maxAbs') return [plane('', largestMagnitude)];
  return [plane('', (numbers) => numbers.reduce((sum, value) => sum + value, 0))];
}

/** A picture with its channels last, without a copy. */
export function lastChannels(
  picture: NdArray<Float32Array>,
  layout: ImageLayout | undefined,
): NdArray<Float32Array> {
  return layout === 'channelsFirst' ? picture.transpose(1, 2, 0) : picture;
}

function largestMagnitude(numbers: readonly number[]): number {
  return numbers.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
}

function channelName(channel: number, count: number): string {
  return count === 3 ? ['Red', 'Green', 'Blue'][channel]! : `Channel ${channel + 1}`;
}
