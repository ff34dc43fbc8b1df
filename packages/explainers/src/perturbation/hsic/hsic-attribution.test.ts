import { keyedNormal, keyedRandom } from '@csm/base';
import { conceptVector, explain } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { hostEncoder } from '../../../test/host-encoder.js';
import { rise } from '../rise.js';
import { balancedSigns } from './balanced-signs.js';
import { hsicAttribution } from './hsic-attribution.js';
import { hsicOfSigns } from './hsic-of-signs.js';
import { medianDistance } from './median-distance.js';

beforeAll(() => useBackend('cpu'));

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

/** (n − 1)⁻² tr(K H L H), by the matrices of the definition. */
function hsicByDefinition(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const distances = y.flatMap((a, i) => y.slice(i + 1).map((b) => Math.abs(a - b))).sort((a, b) => a - b);
  const at = (distances.length - 1) / 2;
  const width = (distances[Math.floor(at)]! + distances[Math.ceil(at)]!) / 2;
  const matrix = (of: (a: number, b: number) => number): Matrix => x.map((_, a) => x.map((_, b) => of(a, b)));
  const k = matrix((a, b) => 0.5 - (x[a]! - x[b]!) ** 2);
  const l = matrix((a, b) => Math.exp(-((y[a]! - y[b]!) ** 2) / (2 * width ** 2)));
  const h = matrix((a, b) => (a === b ? 1 : 0) - 1 / n);
  const whole = product(product(product(k, h), l), h);
  return whole.reduce((sum, row, i) => sum + row[i]!, 0) / (n - 1) ** 2;
}

const signsOf = (x: readonly number[]) => Int8Array.from(x, (value) => 2 * value - 1);

/** All orders of a list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first, i) => orders(list.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

describe('hsicOfSigns', () => {
  it('is the trace of the definition', async () => {
    for (const n of [4, 7, 20]) {
      const [random, normal] = [keyedRandom('masks', n), keyedNormal('scores', n)];
      const masks = [0, 1, 2].map(() => Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0)));
      const y = Array.from({ length: n }, (_, i) => normal() + masks[0]![i]!);
      const found = await hsicOfSigns(masks.map(signsOf), Float64Array.from(y), false, {});
      for (const [i, x] of masks.entries()) expect(found.values[i]).toBeCloseTo(hsicByDefinition(x, y), 12);
    }
  });

  it('is the trace of the definition for scores with outliers, which leave the kernel with many columns', async () => {
    const [random, normal] = [keyedRandom('masks of outliers'), keyedNormal('outliers')];
    const y = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 100 * normal() : normal()));
    const masks = [0, 1].map(() => y.map(() => (random() < 0.5 ? 1 : 0)));
    const found = await hsicOfSigns(masks.map(signsOf), Float64Array.from(y), false, {});
    for (const [i, x] of masks.entries()) expect(found.values[i]).toBeCloseTo(hsicByDefinition(x, y), 12);
  });

  it('centred, has the mean 0 over all orders of the scores', async () => {
    const x = [0, 1, 1, 0, 1, 0];
    const y = [0.3, -2, 1.7, 0.9, 4, 0.1];
    const all = orders(y);
    let sum = 0;
    for (const order of all) {
      sum += (await hsicOfSigns([signsOf(x)], Float64Array.from(order), true, {})).values[0]!;
    }
    expect(all).toHaveLength(720);
    expect(sum / 720).toBeCloseTo(0, 12);
  });

  it('tells how much values vary without dependence', async () => {
    const n = 200;
    const [random, normal] = [keyedRandom('null masks'), keyedNormal('null scores')];
    const scores = Float64Array.from({ length: n }, normal);
    const signs = Array.from({ length: 500 }, () => balancedSigns(n, random));
    const { values, standardErrors } = await hsicOfSigns(signs, scores, true, {});
    const mean = values.reduce((a, b) => a + b) / 500;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 499);
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(500));
    expect(Math.abs(standardErrors[0]! / spread - 1)).toBeLessThan(0.15);
  });

  it('is 0 for scores that do not vary', async () => {
    const { values } = await hsicOfSigns([signsOf([0, 1, 0, 1])], Float64Array.of(3, 3, 3, 3), true, {});
    expect([...values]).toEqual([0]);
  });
});

it('medianDistance is the median over pairs, of those that differ if most do not', () => {
  expect(medianDistance(Float64Array.of(1, 4, 9))).toBe(5);
  expect(medianDistance(Float64Array.of(0, 1, 3, 7))).toBe(3.5);
  expect(medianDistance(Float64Array.of(0, 0, 0, 0, 0, 2))).toBe(2);
});

it('medianDistance is the middle of all sorted distances', () => {
  const value = fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constantFrom(0, 1e-12, 5));
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 12 }), (values) => {
      const all = values.flatMap((a, i) => values.slice(i + 1).map((b) => Math.abs(a - b)));
      fc.pre(all.some((distance) => distance > 0));
      const middleOf = (distances: readonly number[]) => {
        const [low, high] = [Math.floor, Math.ceil].map((to) => distances[to((distances.length - 1) / 2)]!);
        return (low! + high!) / 2;
      };
      const sorted = all.toSorted((a, b) => a - b);
      const expected = middleOf(sorted) || middleOf(sorted.filter((distance) => distance > 0));
      expect(medianDistance(Float64Array.from(values))).toBe(expected);
    }),
  );
});

it('balancedSigns keeps half of the masks', () => {
  for (const masks of [4, 5, 100, 101]) {
    const signs = balancedSigns(masks, keyedRandom('signs', masks));
    expect(signs.every((sign) => sign === 1 || sign === -1)).toBe(true);
    expect(signs.filter((sign) => sign === 1)).toHaveLength(Math.floor(masks / 2));
  }
  const first = Array.from({ length: 400 }, (_, seed) => balancedSigns(6, keyedRandom('first', seed))[0]!);
  expect(Math.abs(first.reduce((a, b) => a + b))).toBeLessThan(4 * 20);
});

describe('hsicAttribution', () => {
  const concept = conceptVector('c', [1]);
  const quiet = { onWarning: () => {} };
  const ones = (count: number) => ndarray(new Float32Array(count).fill(1), [1, count]);

  it('orders features by their effect, and is near 0 for those that the score does not read', async () => {
    const weights = [3, 2, 1, 0, 0, 0, 0, 0];
    const score = hostEncoder([8], 1, (x) => [weights.reduce((sum, w, i) => sum + w * x[i]!, 0)]);
    const { maps } = await explain(score, concept, ones(8), hsicAttribution({ perturbationsPerEval: 250 }));
    const map = Array.from(maps.data);
    expect(map[0]).toBeGreaterThan(map[1]!);
    expect(map[1]).toBeGreaterThan(map[2]!);
    for (const value of map.slice(3)) expect(Math.abs(value)).toBeLessThan(map[2]! / 3);
    const published = await explain(
      score,
      concept,
      ones(8),
      hsicAttribution({ centred: false, perturbationsPerEval: 250 }),
    );
    const differences = map.map((value, i) => published.maps.data[i]! - value);
    expect(Math.min(...differences)).toBeGreaterThan(0);
    expect(Math.max(...differences) - Math.min(...differences)).toBeLessThan(1e-6);
  });

  it('sees a feature that changes only the spread of the score, which RISE does not', async () => {
    const spread = hostEncoder([4], 1, (x) => [(1 + 3 * x[0]!) * (x[1]! + x[2]! - 1)]);
    const inputs = ones(4);
    const hsic = await explain(
      spread,
      concept,
      inputs,
      hsicAttribution({ masks: 1500, perturbationsPerEval: 250 }),
    );
    const mean = await explain(
      spread,
      concept,
      inputs,
      rise({ masks: 1500, perturbationsPerEval: 250 }),
      quiet,
    );
    expect(hsic.maps.get(0, 0)).toBeGreaterThan(10 * Math.abs(hsic.maps.get(0, 3)));
    expect(Math.abs(mean.maps.get(0, 0))).toBeLessThan(4 * mean.standardErrors!.get(0, 0));
  });

  it('gives each input the map that it has alone, for any batch, and other draws for other seeds', async () => {
    const score = hostEncoder([6], 1, (x) => [Math.tanh(x[0]! * x[1]!) + x[2]! - x[3]! * x[4]!]);
    const data = Float32Array.of(1, 2, 3, -0.5, 0.7, 1.1, 0.3, -1, 0.2, 0.9, -0.4, 2);
    const features = ndarray(Int32Array.of(0, 0, 1, 1, 2, 2, 0, 1, 2, 3, 4, 5), [2, 6]);
    const run = (batchSize: number, perturbationsPerEval: number, seed = 3) =>
      explain(
        score,
        concept,
        ndarray(data, [2, 6]),
        hsicAttribution({ features, masks: 50, seed, perturbationsPerEval }),
        { batchSize, ...quiet },
      );
    const together = await run(2, 7);
    expect((await run(1, 1)).maps).toEqual(together.maps);
    expect((await run(2, 7, 4)).maps).not.toEqual(together.maps);
    for (const sample of [0, 1]) {
      const map = together.maps.data.subarray(6 * sample, 6 * sample + 6);
      const labels = features.data.subarray(6 * sample, 6 * sample + 6);
      for (const [i, value] of map.entries()) expect(value).toBe(map[labels.indexOf(labels[i]!)]);
    }
  });

  it('warns of maps that are mostly noise, and rejects invalid options', async () => {
    const flat = hostEncoder([30], 1, (x) => [x.reduce((sum, value) => sum + value, 0)]);
    const warnings: string[] = [];
    await explain(flat, concept, ones(30), hsicAttribution({ masks: 20 }), {
      onWarning: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([
      'hsicAttribution: with 20 masks, more than half of the variance of a map is noise; take more of them, or fewer features.',
    ]);
    expect(() => hsicAttribution({ masks: 3 })).toThrow(
      'hsicAttribution: masks must be a whole number of at least 4; got 3.',
    );
    expect(() => hsicAttribution({ centred: 1 } as never)).toThrow('hsicAttribution: centred must be');
    expect(() => hsicAttribution({ pairs: 3 } as never)).toThrow('unknown option "pairs"');
  });
});
