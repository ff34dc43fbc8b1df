import { conceptVector, explain } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { hostEncoder } from '../../test/host-encoder.js';
import { ablation } from '../perturbation/ablation.js';
import { featureSets } from './feature-sets.js';
import type { FeatureSetsOptions } from './feature-sets-options.js';

it('labels the numbers of each set, and the others each or as one', () => {
  const sets = [[4, 1], Int32Array.of(2)];
  const labels = featureSets(6, sets);
  expect([labels.shape, [...labels.data]]).toEqual([[6], [2, 0, 1, 3, 0, 4]]);
  expect([...featureSets(6, sets, { others: 'one' }).data]).toEqual([2, 0, 1, 2, 0, 2]);
  expect([...featureSets(3, [[0, 1, 2, 2]], { others: 'one' }).data]).toEqual([0, 0, 0]);
});

it('has one label per set and keeps sets apart, for any sets', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom<'each' | 'one'>('each', 'one'),
      (setOf, others) => {
        const own = [...new Set(setOf.filter((set) => set >= 0))];
        fc.pre(own.length > 0);
        const sets = own.map((set) => setOf.flatMap((each, at) => (each === set ? [at] : [])));
        const { data } = featureSets(setOf.length, sets, { others });
        for (const [i, a] of setOf.entries()) {
          for (const [j, b] of setOf.entries()) {
            const together = a === b && (a >= 0 || others === 'one' || i === j);
            expect(data[i] === data[j]).toBe(together);
          }
        }
        expect(Math.max(...data) + 1).toBe(new Set(data).size);
      },
    ),
    { seed: 1 },
  );
});

it('gives the features of a method', async () => {
  await useBackend('cpu');
  const encoder = hostEncoder([4], 1, (x) => [x.reduce((sum, value, i) => sum + (i + 1) * value, 0)]);
  const inputs = ndarray(Float32Array.of(1, 2, 3, 4), [1, 4]);
  const features = featureSets(4, [[0, 3]]);
  const { maps } = await explain(encoder, conceptVector('c', [1]), inputs, ablation({ features }));
  expect([...maps.data]).toEqual([17, 4, 9, 17]);
});

it.each<[number, unknown, unknown, string]>([
  [0, [[0]], {}, 'featureSets: size must be a whole number of at least 1; got 0.'],
  [3, { a: [0] }, {}, 'featureSets: sets must be an array; got an object'],
  [3, [], {}, 'featureSets: sets must hold at least one set; got none.'],
  [3, [[0], []], {}, 'featureSets: set 1 must be a list of at least one index; got an empty list.'],
  [3, [0, 1], {}, 'featureSets: set 0 must be a list of at least one index; got 0.'],
  [3, [[0, 3]], {}, 'featureSets: indices must be whole numbers from 0 to 2; set 0 holds 3.'],
  [3, [[0.5]], {}, 'featureSets: indices must be whole numbers from 0 to 2; set 0 holds 0.5.'],
  [3, [['a']], {}, 'featureSets: indices must be whole numbers from 0 to 2; set 0 holds "a".'],
  [
    3,
    [[0, 1], [2], [1]],
    {},
    'featureSets: number 1 is in the sets 0 and 2; expected sets without common numbers, because a number belongs to one feature; explain overlapping sets in separate runs.',
  ],
  [3, [[0]], { others: 'none' }, "featureSets: others must be 'each' or 'one'; got \"none\"."],
  [3, [[0]], { other: 'one' }, 'featureSets: unknown option "other"'],
])('rejects %j with %j, %j', (size, sets, options, message) => {
  expect(() => featureSets(size, sets as number[][], options as FeatureSetsOptions)).toThrow(message);
});
