import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { conceptControl, deletionGap, localisation, perturbationCurve } from '../src/index.js';

/** One picture of four pixels in a row with two channels: sums 0, 3, −4, 1; sums of magnitudes 10, 3, 4, 1. */
const maps = ndarray(Float32Array.of(5, -5, 1, 2, -4, 0, 0, 1), [1, 1, 4, 2]);
const inputs = ndarray(new Float32Array(8).fill(1), [1, 1, 4, 2]);

/** The pixels in the order in which they are deleted. */
async function order(options: Parameters<typeof perturbationCurve>[3]): Promise<number[]> {
  const deleted: number[] = [];
  await perturbationCurve(
    ({ data }) => {
      for (const pixel of [0, 1, 2, 3]) {
        if (data[2 * pixel] === 0 && !deleted.includes(pixel)) deleted.push(pixel);
      }
      return [0];
    },
    inputs,
    maps,
    { steps: 4, ...options },
  );
  return deleted;
}

it('perturbationCurve orders by the sum, its magnitude, or the sum of magnitudes', async () => {
  expect(await order({})).toEqual([1, 3, 0, 2]);
  expect(await order({ sign: 'positive', channels: 'sum' })).toEqual([1, 3, 0, 2]);
  expect(await order({ sign: 'absolute' })).toEqual([2, 1, 3, 0]);
  expect(await order({ channels: 'sumOfMagnitudes' })).toEqual([0, 2, 1, 3]);
  expect(await order({ channels: 'sumOfMagnitudes', order: 'least first' })).toEqual([3, 1, 2, 0]);
  await expect(order({ sign: 'both' as never })).rejects.toThrow(/^perturbationCurve: sign must be /);
});

it('localisation takes the largest sum or sum of magnitudes', () => {
  const masks = ndarray(Float32Array.of(1, 0, 0, 0), [1, 4]);
  const mass = (options: Parameters<typeof localisation>[2]) => localisation(maps, masks, options).mass[0];
  expect(mass({})).toBe(0);
  expect(mass({ channels: 'sum' })).toBe(0);
  expect(mass({ channels: 'sumOfMagnitudes' })).toBeCloseTo(10 / 18, 12);
  expect(() => mass({ channels: 'abs' as never })).toThrow(/^localisation: channels must be /);
});

it('conceptControl compares sums of magnitudes', async () => {
  const opposite = ndarray(
    maps.data.map((value) => -value),
    maps.shape,
  );
  const control = await conceptControl(maps, [opposite, opposite], { channels: 'sumOfMagnitudes' });
  expect(control.similarity.pearson.get(0, 0)).toBeCloseTo(1, 12);
  const summed = await conceptControl(maps, [opposite, opposite]);
  expect(summed.similarity.pearson.get(0, 0)).toBeCloseTo(-1, 12);
});

it('deletionGap of a decoder map needs magnitudes: the map is negative where the concept makes a picture darker', async () => {
  // Dark glasses at pixels 2 and 3 of a bright picture of two channels, one pixel of them blue against red.
  const picture = ndarray(Float32Array.of(1, 1, 1, 1, 0, 0, 0.5, 0.5), [1, 1, 4, 2]);
  const drawn = ndarray(Float32Array.of(0, 0.1, 0.1, 0, -0.8, -0.8, 0.7, -0.7), [1, 1, 4, 2]);
  // The score counts the glasses that are left.
  const score = ({ data }: { data: ArrayLike<number> }) => [Number(data[4] === 0) + Number(data[6] === 0.5)];
  const gap = async (options: object) =>
    (await deletionGap(score, picture, drawn, { steps: 4, replacement: 1, ...options }))[0]!;
  // By sign, both pixels of the glasses come last; by magnitude of the sum, the dark one first; by sum of magnitudes, both.
  expect(await gap({})).toBe(-1);
  expect(await gap({ sign: 'absolute' })).toBe(0);
  expect(await gap({ channels: 'sumOfMagnitudes' })).toBe(1);
});
