import { keyedRandom } from '@csm/base';
import { centred, conceptVector, dotProduct, explain, latentDimension, signedDistance } from '@csm/core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { hostEncoder } from '../../test/host-encoder.js';
import { rise } from './rise.js';
import { gridMasks, maskAxes } from './rise-masks.js';

beforeAll(() => useBackend('cpu'));

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const quiet = { onWarning: () => {} };
/** z₁ = 10 + Σ wᵢ xᵢ, and a product. */
const latents = (x: Float32Array) => [
  x.reduce((sum, value, i) => sum + Math.cos(i) * value, 10),
  x[0]! * x[1]!,
];

describe('masks', () => {
  it.each([
    [[9, 9, 3], 'channelsLast', 3],
    [[3, 10, 7], 'channelsFirst', [4, 2]],
    [[20, 2], undefined, 6],
    [[4, 4, 1], 'channelsLast', 7],
  ] as const)(
    'of %j, %s: each place is kept with probability p in the mean, with the same spread',
    (inputShape, layout, cells) => {
      const encoder = { inputShape, ...(layout && { layout }) };
      const axes = maskAxes('rise', encoder, cells);
      const masks = gridMasks(encoder, axes, 0.3);
      const random = keyedRandom('masks');
      const count = 4000;
      const [sum, squares] = [new Float64Array(masks.places), new Float64Array(masks.places)];
      for (let k = 0; k < count; k++) {
        const mask = masks.draw(random);
        for (const [at, kept] of mask.entries()) {
          expect(kept >= 0 && kept <= 1).toBe(true);
          sum[at]! += kept / count;
          squares[at]! += kept ** 2 / count;
        }
      }
      const variances = squares.map((square, at) => square - sum[at]! ** 2);
      // Five standard errors of a mean of independent masks.
      for (const [at, mean] of sum.entries()) {
        expect(Math.abs(mean - 0.3)).toBeLessThan(5 * Math.sqrt(variances[at]! / count));
      }
      const least = variances.reduce((a, b) => Math.min(a, b));
      const most = variances.reduce((a, b) => Math.max(a, b));
      expect(most / least).toBeLessThan(1.3);
      expect(masks.placeOf).toHaveLength(inputShape.reduce((a: number, b) => a * b, 1));
    },
  );

  it('are bilinear between the points of the grid, which are a cell apart', () => {
    const encoder = { inputShape: [12, 9, 1] };
    const masks = gridMasks(encoder, maskAxes('rise', encoder, 3), 0.5);
    const mask = masks.draw(keyedRandom('one'));
    // Cells are 4 × 3 pixels. Second differences along an axis are 0 but for at most one pixel per cell.
    const at = (y: number, x: number) => mask[9 * y + x]!;
    for (let x = 0; x < 9; x++) {
      const bends = [];
      for (let y = 1; y < 11; y++)
        if (Math.abs(at(y - 1, x) - 2 * at(y, x) + at(y + 1, x)) > 1e-6) bends.push(y);
      for (const [i, bend] of bends.entries()) expect((bend - bends[0]!) % 4, `bend ${i}`).toBe(0);
    }
    for (let y = 0; y < 12; y++) {
      const bends = [];
      for (let x = 1; x < 8; x++)
        if (Math.abs(at(y, x - 1) - 2 * at(y, x) + at(y, x + 1)) > 1e-6) bends.push(x);
      for (const bend of bends) expect((bend - bends[0]!) % 3).toBe(0);
    }
    expect(new Set(mask).size).toBeGreaterThan(10);
  });
});

describe('rise', () => {
  const shape = [3, 4];
  const encoder = () => hostEncoder([12], 2, latents);
  const inputs = ndarray(numbers(24, 3), [2, 12]);
  const [p, count] = [0.4, 3000];

  it('of a linear score has the closed form, within its standard errors: (1 − p) w (x − r)', async () => {
    const replacement = 0.3;
    for (const published of [false, true]) {
      const method = rise({ masks: count, keepProbability: p, replacement, centred: !published });
      const found = await explain(encoder(), latentDimension(0, 2), inputs, method, quiet);
      for (let n = 0; n < 2; n++) {
        const effect = (i: number) => Math.cos(i) * (inputs.get(n, i) - replacement);
        let expectedScore = 10;
        for (let i = 0; i < 12; i++) expectedScore += Math.cos(i) * replacement + p * effect(i);
        for (let i = 0; i < 12; i++) {
          const expected = (1 - p) * effect(i) + (published ? expectedScore : 0);
          const error = found.standardErrors!.get(n, i);
          expect(error).toBeGreaterThan(0);
          expect(Math.abs(found.maps.get(n, i) - expected)).toBeLessThan(4.5 * error);
        }
      }
    }
  });

  it('its standard errors are the spread over seeds, and the mean over seeds has no bias, with few masks', async () => {
    const runs = [];
    for (let seed = 0; seed < 300; seed++) {
      runs.push(
        await explain(
          encoder(),
          latentDimension(0, 2),
          inputs.hi(1),
          rise({ masks: 12, keepProbability: p, seed }),
          quiet,
        ),
      );
    }
    for (let i = 0; i < 12; i++) {
      const values = runs.map(({ maps }) => maps.get(0, i));
      const mean = values.reduce((a, b) => a + b) / runs.length;
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs.length - 1),
      );
      const reported = Math.sqrt(
        runs.reduce((sum, { standardErrors }) => sum + standardErrors!.get(0, i) ** 2, 0) / runs.length,
      );
      expect(Math.abs(mean - (1 - p) * Math.cos(i) * inputs.get(0, i))).toBeLessThan(
        (4 * spread) / Math.sqrt(runs.length),
      );
      // An estimate from 12 masks has a bias of the order of 1 / 12.
      expect(reported / spread).toBeGreaterThan(0.8);
      expect(reported / spread).toBeLessThan(1.2);
    }
  });

  it('does not depend on the zero of the score if it is centred, which the published map does', async () => {
    const concept = conceptVector('c', [1, 0]);
    const shifted = [
      dotProduct(concept),
      centred(concept, ndarray(Float32Array.of(500, 0, 510, 1), [2, 2])),
      signedDistance(concept, 40),
    ];
    const mapsOf = async (method: ReturnType<typeof rise>) =>
      (await explain(encoder(), shifted, inputs, method, quiet)).map(({ maps }) => maps.data);
    const [a, b, c] = await mapsOf(rise({ masks: 200 }));
    a!.forEach((value, i) => {
      // Scores near 500 are rounded to 3e-5.
      expect(Math.abs(value - b![i]!)).toBeLessThan(2e-4);
      expect(Math.abs(value - c![i]!)).toBeLessThan(2e-5);
    });
    const [d, e] = await mapsOf(rise({ masks: 200, centred: false }));
    expect(Math.abs(d![0]! - e![0]!)).toBeGreaterThan(100);
  });

  it('of channels-first pictures is the transposed map, exactly', async () => {
    const [height, width, channels] = [6, 5, 2];
    const last = hostEncoder([height, width, channels], 1, (x) => [
      x.reduce((sum, v, i) => sum + Math.sin(i) * v * v, 0),
    ]);
    const first = hostEncoder(
      [channels, height, width],
      1,
      (x) => {
        const array = ndarray(x, [channels, height, width]).transpose(1, 2, 0);
        let [sum, i] = [0, 0];
        for (let r = 0; r < height; r++)
          for (let q = 0; q < width; q++)
            for (let k = 0; k < channels; k++) sum += Math.sin(i++) * array.get(r, q, k) ** 2;
        return [sum];
      },
      'channelsFirst',
    );
    const images = ndarray(numbers(120, 8), [2, height, width, channels]);
    const method = rise({ masks: 50, cells: [3, 2], replacement: [0.5, -0.5] });
    const expected = await explain(last, latentDimension(0, 1), images, method, quiet);
    const found = await explain(first, latentDimension(0, 1), images.transpose(0, 3, 1, 2), method, quiet);
    for (let n = 0; n < 2; n++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          for (let c = 0; c < channels; c++)
            expect(found.maps.get(n, c, y, x)).toBe(expected.maps.get(n, y, x, c));
  });

  it('all channels of a place and all members of a feature have one value', async () => {
    const picture = hostEncoder([3, 4, 2], 1, (x) => [x[4]! * x[9]! + x[12]!]);
    const images = ndarray(numbers(24, 8), [1, 3, 4, 2]);
    const { maps } = await explain(
      picture,
      latentDimension(0, 1),
      images,
      rise({ masks: 30, cells: 2 }),
      quiet,
    );
    for (let place = 0; place < 12; place++) expect(maps.data[2 * place]).toBe(maps.data[2 * place + 1]);
    const features = ndarray(
      Int32Array.from({ length: 12 }, (_, i) => i % 3),
      shape.slice(),
    );
    const grouped = await explain(
      picture,
      latentDimension(0, 1),
      images,
      rise({ masks: 30, features }),
      quiet,
    );
    expect(new Set(grouped.maps.data).size).toBe(3);
  });

  it('warns if most of a map is noise, once, and not with enough masks', async () => {
    const warningsOf = async (masks: number) => {
      const warnings: string[] = [];
      await explain(encoder(), latentDimension(0, 2), inputs, rise({ masks }), {
        batchSize: 1,
        onWarning: (message) => warnings.push(message),
      });
      return warnings;
    };
    expect(await warningsOf(8)).toEqual([
      'rise: with 8 masks, more than half of the variance of a map is noise; take more masks, or fewer cells or features.',
    ]);
    expect(await warningsOf(2000)).toEqual([]);
  });

  it('a score that nothing changes has a map of zeros, which explain says', async () => {
    const warnings: string[] = [];
    const constant = hostEncoder([4, 4, 1], 1, () => [3]);
    const { maps } = await explain(
      constant,
      latentDimension(0, 1),
      ndarray(numbers(16, 1), [1, 4, 4, 1]),
      rise({ masks: 20 }),
      {
        onWarning: (message) => warnings.push(message),
      },
    );
    expect(maps.data.every((value) => value === 0)).toBe(true);
    expect(warnings).toEqual([
      'explain: the maps of "latent dimension 0" by RISE are zero everywhere: nothing was attributed.',
    ]);
  });

  it.each<[Parameters<typeof rise>[0], string]>([
    [{ masks: 1 }, 'rise: masks must be a whole number of at least 2; got 1.'],
    [{ cells: 0 }, 'rise: cells must be a whole number of at least 1, or one per axis; got 0.'],
    [
      { cells: [2, 2, 2] },
      'rise: cells must be one number, or one per axis without the channels, 2 for inputs [4, 4, 1]; got 3.',
    ],
    [
      { keepProbability: 1.5 },
      'rise: keepProbability must be a number between 0 and 1, both excluded; got 1.5.',
    ],
    [{ keepProbability: 1 }, 'rise: keepProbability must be a number between 0 and 1, both excluded; got 1.'],
    [
      { cells: 3, features: ndarray(new Int32Array(16), [4, 4]) },
      'rise: expected cells or features, not both; features are their own cells.',
    ],
  ])('refuses %j', async (options, message) => {
    const run = async () =>
      explain(
        hostEncoder([4, 4, 1], 1, (x) => [x[0]!]),
        latentDimension(0, 1),
        ndarray(numbers(16, 1), [1, 4, 4, 1]),
        rise(options),
      );
    await expect(run()).rejects.toThrow(message);
  });
});
