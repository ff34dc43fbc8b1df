import { keyedNormal } from '@csm/base';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { linearLoadings } from './linear-loadings.js';

it('projects the difference onto the directions in which the values vary most', () => {
  const normal = keyedNormal('loadings', 1);
  // Two strong factors along the first two genes, weak noise elsewhere.
  const rows = Array.from({ length: 300 }, () => [
    10 + 5 * normal(),
    3 * normal(),
    0.1 * normal(),
    0.1 * normal(),
  ]);
  const values = ndarray(Float32Array.from(rows.flat()), [300, 4]);
  const scores = linearLoadings(values, Float64Array.of(1, -2, 3, 4), { components: 2 });
  // The noise turns the components by about .1 / 3 / √300.
  for (const [gene, value] of [1, -2, 0, 0].entries())
    expect(Math.abs(scores[gene]! - value)).toBeLessThan(0.05);
});
