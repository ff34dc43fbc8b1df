import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { spotMap } from './spot-map.js';
import type { SpotMapOptions } from './spot-map-options.js';

/** Four spots at the corners of a box from (100, 100) to (300, 200), on a picture of 500 × 400 with a section around them. */
const spots = { x: [100, 300, 100, 300], y: [100, 100, 200, 200] };
const image = { width: 500, height: 400, data: new Uint8Array(4 * 500 * 400).fill(255) };
const base: SpotMapOptions = { spots, diameter: 10, image, cellSize: 1200, maps: [{ values: [1, 2, 3, 4] }] };

/** The edges of the map in the units of the spots, and the size of a spot. */
function frameOf(options: Partial<SpotMapOptions>) {
  const root = new DOMParser().parseFromString(spotMap({ ...base, ...options }), 'text/xml').documentElement!;
  const spotsAt = options.spots ?? spots;
  const map = root.getElementsByTagName('svg')[0]!;
  const number = (element: { getAttribute(name: string): string | null }, name: string) =>
    Number(element.getAttribute(name));
  const [first, second] = Array.from(map.getElementsByTagName('circle'));
  const scale = (number(second!, 'cx') - number(first!, 'cx')) / 200;
  const left = spotsAt.x[0]! - number(first!, 'cx') / scale;
  const top = spotsAt.y[0]! - number(first!, 'cy') / scale;
  const edges = [left, top, left + number(map, 'width') / scale, top + number(map, 'height') / scale];
  return edges.map((edge) => Math.round(edge) + 0);
}

describe('the frame of a spotMap', () => {
  it('shows the section around the outermost spots, by a tenth of their longer side, up to the edge of the picture', () => {
    expect(frameOf({})).toEqual([80, 80, 320, 220]);
    const nearEdge = { x: [5, 205, 5, 205], y: [5, 5, 105, 105] };
    // At the left and top the picture ends, but a margin of one diameter remains.
    expect(frameOf({ spots: nearEdge }).slice(0, 3)).toEqual([-5, -5, 225]);
  });

  it('shows the whole picture, or the given box', () => {
    expect(frameOf({ frame: 'picture' })).toEqual([0, 0, 500, 400]);
    expect(frameOf({ frame: [50, 60, 350, 260] })).toEqual([50, 60, 350, 260]);
  });

  it('shows all spots if the picture is smaller, and a margin of one diameter without a picture', () => {
    const small = { width: 20, height: 20, data: new Uint8Array(1600).fill(255) };
    expect(frameOf({ image: small, frame: 'picture' })).toEqual([0, 0, 310, 210]);
    expect(frameOf({ image: undefined })).toEqual([90, 90, 310, 210]);
  });

  it.each([
    ["the frame 'picture' needs a picture", { image: undefined, frame: 'picture' }],
    ['frame must be [left, top, right, bottom] with left < right', { frame: [0, 0, 0, 10] }],
    ['frame must be [left, top, right, bottom] with left < right', { frame: [0, 0, 10] }],
    ['frame must hold the centre of at least one spot', { frame: [9000, 9000, 9900, 9900] }],
    ["frame must be 'tissue', 'picture' or", { frame: 'all' }],
  ])('rejects: %s', (message, options) => {
    expect(() => spotMap({ ...base, ...(options as object) })).toThrow(message);
  });
});
