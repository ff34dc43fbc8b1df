import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { cieLab } from './cie-lab.js';
import { connectedSegments } from './connected-segments.js';
import { superpixels } from './superpixels.js';

/** Checks that labels run from 0 without gaps in the order of first occurrence, and that each segment is connected. */
function expectSegments(labels: ArrayLike<number>, height: number, width: number): number {
  let next = 0;
  for (let at = 0; at < height * width; at++) {
    expect(labels[at]! <= next && labels[at]! >= 0, `label ${labels[at]} at ${at}`).toBe(true);
    if (labels[at] === next) next += 1;
  }
  // Independent of the code: spreads each segment from its first pixel until nothing changes.
  const reached = new Set<number>();
  const begun = new Set<number>();
  for (let at = 0; at < height * width; at++) {
    if (begun.has(labels[at]!)) continue;
    begun.add(labels[at]!);
    reached.add(at);
  }
  for (let grew = true; grew; ) {
    grew = false;
    for (let at = 0; at < height * width; at++) {
      if (reached.has(at)) continue;
      const near = [at % width > 0 && at - 1, at % width < width - 1 && at + 1, at - width, at + width];
      if (!near.some((other) => other !== false && labels[other] === labels[at] && reached.has(other)))
        continue;
      reached.add(at);
      grew = true;
    }
  }
  expect(reached.size).toBe(height * width);
  return next;
}

/** A picture of flat regions, each the colour of the nearest of a few seeds, with a little texture. */
function regions(height: number, width: number, channels: number, seeds: number, seed: number) {
  const at = (i: number) => Math.abs(Math.sin(seed * 7.3 + i * 12.9898) * 43758.5453) % 1;
  const region = (y: number, x: number) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let k = 0; k < seeds; k++) {
      const distance = (y - at(2 * k) * height) ** 2 + (x - at(2 * k + 1) * width) ** 2;
      if (distance < least) [best, least] = [k, distance];
    }
    return best;
  };
  const truth = Int32Array.from({ length: height * width }, (_, i) =>
    region(Math.floor(i / width), i % width),
  );
  const image = ndarray(
    Float32Array.from({ length: height * width * channels }, (_, i) => {
      const place = Math.floor(i / channels);
      return at(1000 + truth[place]! * channels + (i % channels)) + 0.004 * at(5000 + i);
    }),
    [height, width, channels],
  );
  return { truth, image };
}

describe('superpixels', () => {
  it('are connected, cover every pixel, and there are about as many as asked for, for any picture', () => {
    const picture = fc.record({
      height: fc.integer({ min: 1, max: 14 }),
      width: fc.integer({ min: 1, max: 14 }),
      channels: fc.constantFrom(1, 2, 3, 5),
      count: fc.integer({ min: 1, max: 40 }),
      compactness: fc.constantFrom(0.01, 1, 10, 1000),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(picture, ({ height, width, channels, count, compactness, seed }) => {
        const image = ndarray(
          Float32Array.from({ length: height * width * channels }, (_, i) => Math.sin(seed + i * i)),
          [height, width, channels],
        );
        const options = { count, compactness, layout: 'channelsLast' as const };
        const labels = superpixels(image, options);
        expect(labels.shape).toEqual([height, width, 1]);
        const found = expectSegments(labels.data, height, width);
        // Parts are at least a quarter of the mean area.
        expect(found).toBeLessThanOrEqual(Math.max(1, 4 * Math.min(count, height * width)));
        expect(superpixels(image, options)).toEqual(labels);
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it.each([1, 3])('follow the edges of a picture of %i channels', (channels) => {
    const { truth, image } = regions(40, 50, channels, 6, 2);
    const labels = superpixels(image, { count: 40 });
    const count = expectSegments(labels.data, 40, 50);
    expect(count).toBeGreaterThan(25);
    expect(count).toBeLessThan(60);
    // Pixels that are not of the region to which most of their superpixel belongs; a grid of as many patches has many more.
    const mistakes = (of: ArrayLike<number>) => {
      const votes = new Map<number, Map<number, number>>();
      truth.forEach((region, at) => {
        const own = votes.get(of[at]!) ?? new Map<number, number>();
        own.set(region, (own.get(region) ?? 0) + 1);
        votes.set(of[at]!, own);
      });
      let right = 0;
      for (const own of votes.values()) right += Math.max(...own.values());
      return truth.length - right;
    };
    const patches = Int32Array.from(
      { length: 2000 },
      (_, i) => Math.floor(i / 50 / 8) * 7 + Math.floor((i % 50) / 8),
    );
    expect(mistakes(labels.data)).toBeLessThan(mistakes(patches) / 5);
  });

  it('of noise are not one large region and many small ones', () => {
    const noise = ndarray(
      Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i * i)),
      [64, 64, 3],
    );
    const labels = superpixels(noise, { count: 50 });
    const sizes = new Map<number, number>();
    for (const label of labels.data) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    expect(sizes.size).toBeGreaterThan(25);
    expect(sizes.size).toBeLessThan(100);
    expect([...sizes.values()].reduce((a, b) => Math.max(a, b))).toBeLessThan(5 * (4096 / 50));
  });

  it('of a picture of one colour are the regular grid', () => {
    const labels = superpixels(ndarray(new Float32Array(24 * 24 * 3).fill(0.4), [24, 24, 3]), { count: 9 });
    expect(new Set(labels.data).size).toBe(9);
    for (let i = 0; i < 9; i++) {
      expect(labels.data.filter((label) => label === i)).toHaveLength(64);
      expect(labels.get(8 * Math.floor(i / 3) + 4, 8 * (i % 3) + 4, 0)).toBe(i);
    }
  });

  it('do not depend on the range of the numbers, the layout, or other images', () => {
    const { image } = regions(16, 20, 3, 4, 5);
    const labels = superpixels(image, { count: 12 });
    const bytes = ndarray(
      image.data.map((value) => 256 * value - 8),
      image.shape,
    );
    expect(superpixels(bytes, { count: 12 }).data).toEqual(labels.data);
    const first = superpixels(image.transpose(2, 0, 1), { count: 12, layout: 'channelsFirst' });
    expect(first.shape).toEqual([1, 16, 20]);
    expect(first.data).toEqual(labels.data);
    const other = regions(16, 20, 3, 5, 9).image;
    const both = ndarray(Float32Array.from([...other.data, ...image.data]), [2, 16, 20, 3]);
    const two = superpixels(both, { count: 12 });
    expect(two.shape).toEqual([2, 16, 20, 1]);
    expect(two.data.subarray(320)).toEqual(labels.data);
    const transposed = superpixels(both.transpose(0, 3, 1, 2), { count: 12, layout: 'channelsFirst' });
    expect(transposed.shape).toEqual([2, 1, 16, 20]);
    expect(transposed.data).toEqual(two.data);
  });

  it.each<[NdArray, Parameters<typeof superpixels>[1], string]>([
    [
      ndarray(new Float32Array(12), [3, 4]),
      {},
      'superpixels: expected one image [height, width, channels] or several [n, height, width, channels]; got shape [3, 4].',
    ],
    [
      ndarray(new Float32Array(108), [3, 6, 6]),
      {},
      'superpixels: expected the layout of the images; [3, 6, 6] looks like channels-first pictures',
    ],
    [
      ndarray(Float32Array.of(0, Number.NaN), [1, 2, 1]),
      {},
      'superpixels: images must be finite numbers; got NaN.',
    ],
    [
      ndarray(new Float32Array(4), [2, 2, 1]),
      { count: 0 },
      'superpixels: count must be a whole number of at least 1; got 0.',
    ],
    [
      ndarray(new Float32Array(4), [2, 2, 1]),
      { compactness: 0 },
      'superpixels: compactness must be a finite number',
    ],
    [
      ndarray(new Float32Array(4), [2, 2, 1]),
      { segments: 4 } as never,
      'superpixels: unknown option "segments"',
    ],
  ])('rejects %#', (images, options, message) => {
    expect(() => superpixels(images, options)).toThrow(message);
  });
});

it('connectedSegments joins parts below the least size to the neighbour with the longest border', () => {
  const picture = (rows: string[]) =>
    Int32Array.from([...rows.join('')], (letter) => letter.codePointAt(0) ?? 0);
  const joined = connectedSegments(picture(['aaab', 'aacb', 'dddb', 'dada']), 4, 4, 3);
  // c has two pixels of border with a, and the a below the d's only borders on them. The last a has one with b and one with d: b is first.
  expect([...joined]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 2, 2, 2, 1, 2, 2, 2, 1]);
  expectSegments(joined, 4, 4);
  expect(new Set(joined).size).toBe(3);
  expect([...connectedSegments(picture(['ab', 'ba']), 2, 2, 100)]).toEqual([0, 0, 0, 0]);
  expect([...connectedSegments(picture(['ab', 'ba']), 2, 2, 1)]).toEqual([0, 1, 2, 3]);
});

it('cieLab has the published values of sRGB colours', () => {
  // Lindbloom's values for D65.
  const known: [number[], number[]][] = [
    [
      [1, 1, 1],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [1, 0, 0],
      [53.24, 80.09, 67.2],
    ],
    [
      [0, 1, 0],
      [87.73, -86.18, 83.18],
    ],
    [
      [0, 0, 1],
      [32.3, 79.19, -107.86],
    ],
    [
      [0.5, 0.5, 0.5],
      [53.39, 0, 0],
    ],
  ];
  const lab = cieLab(Float64Array.from(known.flatMap(([rgb]) => rgb)));
  for (const [i, expected] of known.flatMap(([, values]) => values).entries()) {
    expect(Math.abs(lab[i]! - expected), `${i}`).toBeLessThan(0.02);
  }
});
