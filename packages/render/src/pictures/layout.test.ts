import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { displayRange } from '../colour/display-range.js';
import { overlay } from './overlay.js';
import { renderImage } from './render-image.js';
import { renderMap } from './render-map.js';

const [height, width, channels] = [6, 7, 3];
const map = ndarray(
  Float32Array.from({ length: height * width * channels }, (_, i) => Math.sin(i * i)),
  [height, width, channels],
);
const image = ndarray(
  map.data.map((value) => (value + 1) / 2),
  map.shape,
);
/** The same picture with the channels first, also in memory. */
const first = (picture: NdArray) =>
  ndarray(
    Float32Array.from({ length: picture.size }, (_, i) =>
      picture.get(Math.floor(i / width) % height, i % width, Math.floor(i / width / height)),
    ),
    [channels, height, width],
  );

describe('channels-first pictures are drawn as their transposed pictures', () => {
  const layout = 'channelsFirst';
  it.each<[string, () => unknown, () => unknown]>([
    ['displayRange', () => displayRange(map), () => displayRange(first(map), { layout })],
    ['renderMap', () => renderMap(map), () => renderMap(first(map), { layout })],
    [
      'renderMap of magnitudes',
      () => renderMap(map, { channels: 'sumOfMagnitudes', kind: 'magnitude' }),
      () => renderMap(first(map), { channels: 'sumOfMagnitudes', kind: 'magnitude', layout }),
    ],
    ['renderImage', () => renderImage(image), () => renderImage(first(image), { layout })],
    ['overlay', () => overlay(image, map), () => overlay(first(image), first(map), { layout })],
  ])('%s', (_, expected, found) => {
    expect(found()).toEqual(expected());
  });

  it.each<[string, string, () => unknown]>([
    ['displayRange', 'map', () => displayRange(first(map))],
    ['renderMap', 'map', () => renderMap(first(map))],
    ['renderImage', 'image', () => renderImage(first(image))],
    ['overlay', 'image', () => overlay(first(image), first(map))],
  ])('%s rejects them without a layout', (caller, what, call) => {
    expect(call).toThrow(
      `${caller}: expected the layout of ${what}; [3, 6, 7] looks like channels-first pictures; pass { layout: 'channelsFirst' }, ` +
        "or { layout: 'channelsLast' } if the first axis is the height.",
    );
  });
});

describe('channels', () => {
  it('of opposite signs cancel in the sum, but not in the sum of magnitudes', () => {
    const opposite = ndarray(Float32Array.of(1, -1, 2, 0), [1, 2, 2]);
    const clip = [0, 100] as const;
    expect(displayRange(opposite, { clip })).toEqual({ low: 0, high: 2, limit: 2, range: [-2, 2] });
    expect(displayRange(opposite, { clip, channels: 'sum' })).toEqual({
      low: 0,
      high: 2,
      limit: 2,
      range: [-2, 2],
    });
    expect(displayRange(opposite, { clip, channels: 'sumOfMagnitudes' })).toEqual({
      low: 2,
      high: 2,
      limit: 2,
      range: [-2, 2],
    });
  });

  it('are rejected by an unknown name', () => {
    expect(() => renderMap(map, { channels: 'abs' as never })).toThrow(/^renderMap: channels must be /);
  });
});
