import { expect, it } from 'vitest';
import { conceptVector } from '../concepts/concept-vector.js';
import { conceptStability } from './concept-stability.js';

const x = conceptVector('x', [2, 0]);
const y = conceptVector('y', [0, -3]);
const diagonal = conceptVector('diagonal', [1, 1]);

it('is the mean over the runs of the largest |cosine|', () => {
  const [first, second] = conceptStability([x, y], [[y, diagonal], [x]]);
  expect(first).toBeCloseTo((Math.SQRT1_2 + 1) / 2, 7);
  expect(second).toBeCloseTo((1 + 0) / 2, 7);
});

it('rejects no runs, and concepts of another size', () => {
  expect(() => conceptStability([x], [])).toThrow('expected at least one other run; got none.');
  expect(() => conceptStability([x], [[y], [conceptVector('z', [1, 2, 3])]])).toThrow(
    'the first has 2 components, run 1 of the others 3.',
  );
});
