import { cosineBetween } from '@csm/base';
import { meanDifference } from '@csm/core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { normals } from '../../test/small-vae.js';
import { labelExchanges } from '../rankings/nulls/label-exchanges.js';
import { labelledLatents } from '../rankings/nulls/labelled-latents.js';
import { differenceWithin } from './difference-within.js';

const latents = (...rows: number[][]) =>
  ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

it('weights the differences within strata by n₊ n₋ / n', () => {
  // Stratum a: 3 − 1 = 2 with weight 1/2. Stratum b: 11 − 6 = 5 with weight 1. Stratum c has one side only.
  const examples = {
    ...{ positives: latents([3], [10], [12], [1000]), positiveStrata: ['a', 'b', 'b', 'c'] },
    ...{ negatives: latents([1], [5], [7]), negativeStrata: ['a', 'b', 'b'] },
  };
  expect([...differenceWithin('d', examples).vector]).toEqual([4]);
  // Donor 1 has both sides, so it is a stratum of its own: 3 − 1 with weight 1/2. The others: 11 − 6 with weight 1.
  const { positives, negatives } = examples;
  const donors = { positiveGroups: [1, 2, 2, 3], negativeGroups: [1, 4, 4] };
  const both = { ...examples, ...donors, positiveStrata: [0, 0, 0, 1], negativeStrata: [0, 0, 0] };
  expect([...differenceWithin('d', both).vector]).toEqual([4]);
  expect(differenceWithin('d', { positives, negatives })).toEqual(meanDifference('d', positives, negatives));
});

it('is (1, 0) for latents of label and batch, however much these are confounded', () => {
  const [up, down] = [
    [...Array(9).fill(1), 0],
    [1, ...Array(9).fill(0)],
  ] as [number[], number[]];
  const examples = {
    positives: latents(...up.map((batch) => [1, batch])),
    negatives: latents(...down.map((batch) => [0, batch])),
  };
  // In float32.
  const { vector } = differenceWithin('d', { ...examples, positiveStrata: up, negativeStrata: down });
  expect(vector[0]).toBeCloseTo(1, 6);
  expect(vector[1]).toBeCloseTo(0, 6);
  expect(meanDifference('d', examples.positives, examples.negatives).vector[1]).toBeCloseTo(0.8, 6);
});

it('has the direction that rankGenes tests', () => {
  const design = fc.record({
    up: fc.array(fc.nat(2), { minLength: 3, maxLength: 12 }),
    down: fc.array(fc.nat(2), { minLength: 3, maxLength: 12 }),
    seed: fc.nat(999),
  });
  fc.assert(
    fc.property(design, ({ up, down, seed }) => {
      fc.pre(up.some((stratum) => down.includes(stratum)));
      const examples = {
        ...{ positives: normals([up.length, 3], seed), positiveStrata: up },
        ...{ negatives: normals([down.length, 3], seed + 1000), negativeStrata: down },
      };
      const tested = labelExchanges(labelledLatents('f', examples, 3, 'cell'), 2, 0).given.vector;
      expect(cosineBetween(differenceWithin('d', examples).vector, tested)).toBeGreaterThan(1 - 1e-6);
    }),
    { seed: 1 },
  );
});

it('says why there is no direction', () => {
  const [positives, negatives] = [latents([1, 2], [3, 4]), latents([0, 1])];
  const apart = { positives, negatives, positiveStrata: [1, 1], negativeStrata: [2] };
  expect(() => differenceWithin('B cell', apart)).toThrow(
    'differenceWithin: expected examples with and without concept "B cell" in one stratum; got none',
  );
  const same = { positives, negatives: positives, positiveStrata: [1, 2], negativeStrata: [1, 2] };
  expect(() => differenceWithin('B cell', same)).toThrow('is the zero vector, which has no direction');
  expect(() => differenceWithin('B cell', { positives, negatives, strata: [1] } as never)).toThrow('strata');
  expect(() => differenceWithin('B cell', { ...apart, negativeStrata: [1, 1] })).toThrow(
    'differenceWithin: negativeStrata must have one id for each row; got 2 ids for 1 rows.',
  );
  const bad = { positives: latents([Number.NaN, 1]), negatives, positiveStrata: [1], negativeStrata: [1] };
  expect(() => differenceWithin('B cell', bad)).toThrow(
    'differenceWithin: the examples must be finite; item 0 of positives holds NaN or infinity.',
  );
});
