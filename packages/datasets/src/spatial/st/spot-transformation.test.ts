import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsSharedData, sharedData } from '../../../test/test-data.js';
import { syntheticBulb } from '../../synthetic/synthetic-bulb.js';
import { openOlfactoryBulb } from './olfactory-bulb.js';
import { placeSpots, readSpotTransformation, type SpotTransformation } from './spot-transformation.js';

const read = (text: string) => readSpotTransformation(new Blob([text]).stream());
const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });

describe('readSpotTransformation', () => {
  it('reads nine numbers separated by spaces, tabs or line breaks', async () => {
    const expected = [58, 0.5, 0, -2, 58.4, 0, -58, 1e2, 1];
    for (const gap of [' ', '  ', '\t', '\n']) {
      expect(await read(`${expected.join(gap)}\n`)).toEqual(expected);
    }
  });
});

describe('placeSpots', () => {
  it('applies all nine numbers, and scales the diameter', () => {
    // A rotation by 90 degrees, scaled to 60 pixels per spot: x' = 500 − 60 y, y' = 60 x + 10.
    const turned = placeSpots(bulb, [0, 60, 0, -60, 0, 0, 500, 10, 1]).spots;
    for (const [spot, x] of bulb.spots.x.entries()) {
      expect(turned.pixels!.x[spot]).toBeCloseTo(500 - 60 * bulb.spots.y[spot]!, 9);
      expect(turned.pixels!.y[spot]).toBeCloseTo(60 * x + 10, 9);
    }
    expect(turned.diameter).toBeCloseTo(30, 9);
    // A perspective transformation: coordinates are divided by the third component.
    const far = placeSpots(bulb, [60, 0, 0.01, 0, 60, 0, 0, 0, 1]).spots;
    const [x, y] = [bulb.spots.x[3]!, bulb.spots.y[3]!];
    expect(far.pixels!.x[3]).toBeCloseTo((60 * x) / (0.01 * x + 1), 9);
    expect(far.pixels!.y[3]).toBeCloseTo((60 * y) / (0.01 * x + 1), 9);
  });

  it('is reversed by the inverse matrix', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    const determinantOf = ([a, b, c, d]: readonly number[]) => a! * d! - b! * c!;
    // Does not use fc.pre, because doubles are often tiny, and fc.pre gives up after too many rejected values.
    const invertible = fc
      .array(number, { minLength: 6, maxLength: 6 })
      .filter((numbers) => Math.abs(determinantOf(numbers)) > 0.1);
    fc.assert(
      fc.property(invertible, ([a, b, c, d, e, f]) => {
        const determinant = determinantOf([a!, b!, c!, d!]);
        const placed = placeSpots(bulb, [a!, b!, 0, c!, d!, 0, e!, f!, 1]);
        const inverse = [d!, -b!, 0, -c!, a!, 0, c! * f! - d! * e!, b! * e! - a! * f!, determinant];
        const back = placeSpots(
          { ...bulb, spots: { ...bulb.spots, ...placed.spots.pixels! } },
          inverse as unknown as SpotTransformation,
        );
        for (const [spot, x] of bulb.spots.x.entries()) expect(back.spots.pixels!.x[spot]).toBeCloseTo(x, 6);
      }),
    );
  });

  it('rejects places at infinity and an invalid transformation', () => {
    expect(() => placeSpots(bulb, [1, 0, 0, 0, 1, 0, 0, 0, 0])).toThrow(/puts spot ".*" at infinity/);
    expect(() => placeSpots(bulb, [1, 2, 3] as never)).toThrow(
      'placeSpots: transformation must be nine finite numbers, as from await readSpotTransformation(source).',
    );
  });

  const rep1 = needsSharedData('mob-rep1');
  it.skipIf(rep1.skip)(`places replicate 1 on its H&E image of 1856×1986 pixels${rep1.why}`, async () => {
    const { counts, imageFile } = await openOlfactoryBulb(join(sharedData, 'mob-rep1'));
    expect(imageFile).toMatch(/HE_Rep1\.jpg$/);
    const { pixels, diameter, names } = counts.spots;
    const [x, y] = names[100]!.split('x').map(Number) as [number, number];
    expect(pixels!.x[100]).toBeCloseTo(x * 58 - 58, 6);
    expect(pixels!.y[100]).toBeCloseTo(y * 58.411765 - 58.411765, 6);
    expect(diameter).toBeCloseTo(0.5 * Math.sqrt(58 * 58.411765), 6);
    expect(pixels!.x.every((x) => x > 0 && x < 1856) && pixels!.y.every((y) => y > 0 && y < 1986)).toBe(true);
  });

  const rep12 = needsSharedData('mob-rep12');
  it.skipIf(rep12.skip)(`opens replicate 12 with places and labels${rep12.why}`, async () => {
    const { counts } = await openOlfactoryBulb(join(sharedData, 'mob-rep12'));
    expect(counts.spots.labels!.filter((label) => label === 'GCL')).toHaveLength(67);
    expect(counts.spots.pixels!.x.every((x) => x > 0 && x < 929)).toBe(true);
  });
});
