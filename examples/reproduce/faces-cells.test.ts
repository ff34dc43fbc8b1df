import { conceptScores, meanDifference } from '@csm/core';
import { shownExample } from '@csm/core/statistics';
import { displayRange } from '@csm/render';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { preprocessed } from './test/definitions.js';

const [count, size, examples] = [1300, 40, 500];
let state = 3;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};
const rows = Array.from({ length: count }, () => Array.from({ length: size }, random).map(Math.fround));
const latents = ndarray(Float32Array.from(rows.flat()), [count, size]);
const has = rows.map((row) => row[0]! + random() > 0);
const idsOf = (wanted: boolean) => has.flatMap((value, id) => (value === wanted ? [id] : []));
const mean = (ids: readonly number[]) =>
  Array.from({ length: size }, (_, k) => ids.reduce((sum, id) => sum + rows[id]![k]!, 0) / ids.length);
const latentsOf = (ids: readonly number[]) =>
  ndarray(Float32Array.from(ids.flatMap((id) => rows[id]!)), [ids.length, size]);
const [withIt, without] = [idsOf(true), idsOf(false)];
const firstWith = withIt.slice(0, examples);
const firstWithout = without.slice(0, examples);
const concept = meanDifference('attribute', latentsOf(firstWith), latentsOf(firstWithout));

describe('the faces notebook', () => {
  it('cell 8: a concept vector is the difference of the mean latents of the first 500 on each side', () => {
    const expected = mean(firstWith).map((value, k) => value - mean(firstWithout)[k]!);
    expect([...concept.vector]).toEqual(expected.map(Math.fround));
  });

  it('cell 10: scores are dot products with all latents', () => {
    const scores = conceptScores(latents, [concept]);
    for (const [id, row] of rows.entries()) {
      const expected = row.reduce((sum, value, k) => sum + value * concept.vector[k]!, 0);
      expect(Math.abs(scores.get(id, 0) - expected)).toBeLessThan(1e-12);
    }
  });

  it('cell 12: the shown picture has the third highest score of those with the attribute', () => {
    const scores = conceptScores(latents, [concept]).pick(null, 0);
    const values = Array.from({ length: count }, (_, id) => scores.get(id) as number);
    const order = withIt.toSorted((a, b) => values[a]! - values[b]!).reverse();
    expect(shownExample(values, { among: withIt })).toBe(order[2]);
  });

  it.each([false, true])(
    'cell 13: a map is drawn from the smallest to the largest clipped value (use_abs %s)',
    (useAbs) => {
      for (const shift of [0, 0.4, 0.6, 2]) {
        const map = Float32Array.from({ length: 32 * 32 * 3 }, () => random() + shift);
        const values = preprocessed(map, 3, useAbs);
        const { range } = displayRange(ndarray(map, [32, 32, 3]), {
          kind: 'minMax',
          ...(useAbs && { channels: 'sumOfMagnitudes' }),
        });
        expect(range[0]).toBeCloseTo(Math.min(...values), 12);
        expect(range[1]).toBeCloseTo(Math.max(...values), 12);
      }
    },
  );
});
