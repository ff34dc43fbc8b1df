import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CropBox, Picture } from './picture.js';
import { resizePicture } from './resize-picture.js';

const grey = (width: number, height: number, value: (x: number, y: number) => number): Picture => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
  white: 255,
});
const pattern = (width: number, height: number) =>
  grey(width, height, (x, y) => (x * x * 7 + y * 13 + x * y * 5) % 256);

/**
 * The results of Pillow 9.4 for the same picture: Image.fromarray(float32), crop((19, 30, 158, 187)) in the last case,
 * resize((width, height), Image.BILINEAR).
 */
const pillow: [Picture, width: number, height: number, crop: CropBox | undefined, values: number[]][] = [
  [pattern(7, 5), 3, 2, undefined, [26.2857, 96.9037, 160.3896, 60.8571, 142.6364, 133.9221]],
  [
    pattern(3, 2),
    5,
    4,
    undefined,
    [
      0, 2.8, 7, 19.6, 28, 3.25, 6.55, 11.5, 24.85, 33.75, 9.75, 14.05, 20.5, 35.35, 45.25, 13, 17.8, 25,
      40.6, 51,
    ],
  ],
  [
    pattern(178, 218),
    4,
    4,
    { left: 19, top: 30, width: 139, height: 157 },
    [
      127.8095, 127.4983, 128.3929, 127.1922, 128.5739, 128.6485, 130.7727, 127.6493, 130.9134, 129.2236,
      130.366, 127.7875, 129.3053, 127.9433, 125.9485, 128.1532,
    ],
  ],
];

/** One number of the result by definition: the mean of the whole crop, weighted by two triangles. */
function byDefinition(picture: Picture, crop: CropBox, to: { width: number; height: number }, i: number) {
  const scaleX = crop.width / to.width;
  const scaleY = crop.height / to.height;
  const centreX = ((i % to.width) + 0.5) * scaleX;
  const centreY = (Math.floor(i / to.width) + 0.5) * scaleY;
  let sum = 0;
  let weights = 0;
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      const weight =
        Math.max(0, 1 - Math.abs(x + 0.5 - centreX) / Math.max(1, scaleX)) *
        Math.max(0, 1 - Math.abs(y + 0.5 - centreY) / Math.max(1, scaleY));
      weights += weight;
      sum += weight * picture.data[(crop.top + y) * picture.width + crop.left + x]!;
    }
  }
  return sum / weights / 255;
}

const side = fc.integer({ min: 1, max: 12 });

describe('resizePicture', () => {
  it.each(pillow)('equals Pillow (%#)', (picture, width, height, crop, values) => {
    const image = resizePicture(picture, { width, height, channels: 1, crop });
    for (const [i, value] of values.entries()) expect(image[i]! * 255).toBeCloseTo(value, 2);
    expect(image.length).toBe(values.length);
  });

  it("takes the nearest pixel with 'nearest', as Pillow 12.3", () => {
    const crop = { left: 19, top: 30, width: 139, height: 157 };
    const image = resizePicture(pattern(178, 218), {
      ...{ crop, width: 5, height: 4, channels: 1, resize: 'nearest' },
    });
    expect([...image].map((value) => Math.round(value * 255))).toEqual([
      29, 89, 117, 113, 77, 120, 8, 120, 200, 248, 128, 240, 64, 112, 128, 219, 159, 67, 199, 43,
    ]);
    const colour: Picture = {
      ...{ width: 2, height: 1, channels: 3, white: 255 },
      data: Uint8Array.of(255, 0, 0, 0, 0, 255),
    };
    const grown = resizePicture(colour, { width: 4, height: 2, channels: 3, resize: 'nearest' });
    expect([...grown]).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1]);
    const luma = resizePicture(colour, { width: 2, height: 1, channels: 1, resize: 'nearest' });
    expect(luma[0]).toBeCloseTo(0.299, 6);
  });

  it('equals the mean weighted by two triangles, for any sizes and crop', () => {
    const cases = fc.record({
      width: side,
      height: side,
      toWidth: side,
      toHeight: side,
      left: side,
      top: side,
    });
    fc.assert(
      fc.property(cases, ({ width, height, toWidth, toHeight, left, top }) => {
        const picture = pattern(width + left, height + top);
        const crop = { left, top, width, height };
        const to = { width: toWidth, height: toHeight };
        const image = resizePicture(picture, { ...to, crop, channels: 1 });
        for (let i = 0; i < image.length; i++) {
          expect(Math.abs(image[i]! - byDefinition(picture, crop, to, i))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('keeps every pixel at the same size, and keeps white exactly 1', () => {
    const same = resizePicture(pattern(6, 4), { width: 6, height: 4, channels: 1 });
    expect([...same]).toEqual([...pattern(6, 4).data].map((value) => Math.fround(value / 255)));
    const white = resizePicture(
      grey(138, 177, () => 255),
      { width: 128, height: 128, channels: 3 },
    );
    expect(Math.max(...white)).toBe(1);
    expect(Math.min(...white)).toBeGreaterThan(1 - 1e-6);
  });

  it('does not alias: stripes of one pixel become grey', () => {
    const stripes = grey(200, 200, (x) => (x % 2) * 255);
    const image = resizePicture(stripes, { width: 40, height: 40, channels: 1 });
    const inner = image.filter((_, i) => i % 40 > 0 && i % 40 < 39);
    for (const value of inner) expect(Math.abs(value - 0.5)).toBeLessThan(0.03);
  });

  it('converts colours to grey by luma, and grey to three equal channels', () => {
    const colours: Picture = {
      width: 2,
      height: 1,
      channels: 3,
      data: Uint8Array.of(255, 0, 0, 10, 20, 30),
      white: 255,
    };
    const luma = resizePicture(colours, { width: 2, height: 1, channels: 1 });
    expect(luma[0]).toBeCloseTo(0.299, 6);
    expect(luma[1]! * 255).toBeCloseTo(2.99 + 11.74 + 3.42, 4);
    expect([...resizePicture(pattern(2, 1), { width: 2, height: 1, channels: 3 })]).toEqual(
      [0, 0, 0, 7, 7, 7].map((value) => Math.fround(value / 255)),
    );
  });

  it('rejects a crop outside the picture', () => {
    const crop = { left: 2, top: 0, width: 3, height: 2 };
    expect(() => resizePicture(pattern(4, 4), { width: 2, height: 2, channels: 1, crop })).toThrow(
      'resizePicture: crop must be inside the 4×4 pixels; got 3×2 at (2, 0).',
    );
  });

  it('gives the same along the rows first, as for pictures of extreme proportions', () => {
    const wide = pattern(3000, 2);
    const options = { width: 5, height: 2, channels: 1 } as const;
    const turned = grey(2, 3000, (x, y) => wide.data[x * 3000 + y]!);
    const result = resizePicture(turned, { ...options, width: 2, height: 5 });
    const expected = Float32Array.from({ length: 10 }, (_, i) => result[(i % 5) * 2 + Math.floor(i / 5)]!);
    const differences = resizePicture(wide, options).map((value, i) => value - expected[i]!);
    // The weights of 1200 pixels are added in another order in float32.
    for (const difference of differences) expect(Math.abs(difference)).toBeLessThan(1200 * 2 ** -24);
  });

  it('resizes a million pixels in one row, and a column of them', () => {
    for (const [width, height] of [
      [1e6, 1],
      [1, 1e6],
    ] as const) {
      const picture = { width, height, channels: 1, data: new Uint8Array(1e6).fill(51), white: 255 } as const;
      const result = resizePicture(picture, { width: 64, height: 64, channels: 3 });
      expect(result).toHaveLength(64 * 64 * 3);
      for (const value of result) expect(value).toBeCloseTo(0.2, 5);
    }
  });
});
