import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import type { GroundConcept } from '../grounds/ground.js';
import { conceptWithNulls, randomSets } from './concept-vectors.js';

it.each(['mean', 'difference'] as const)(
  'random vectors differ from the concept and have its length (formula: %s)',
  (formula) => {
    const latents = ndarray(
      Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * i)),
      [20, 3],
    );
    const place = { name: 'c', positives: [0, 1, 2, 3], negatives: [...Array(16).keys()].map((k) => k + 4) };
    const { concept, isotropic, permuted } = conceptWithNulls(
      place as unknown as GroundConcept,
      latents,
      formula,
      {
        count: 5,
        seed: 2,
      },
    );
    for (const other of [...isotropic, ...permuted]) {
      expect(Math.hypot(...other.vector)).toBeCloseTo(Math.hypot(...concept.vector), 5);
      expect([...other.vector]).not.toEqual([...concept.vector]);
    }
    expect([isotropic.length, permuted.length]).toEqual([5, 5]);
    const sets = randomSets(place.positives, place.negatives, 5, 2);
    for (const set of sets) expect(new Set(set).size).toBe(4);
  },
);
