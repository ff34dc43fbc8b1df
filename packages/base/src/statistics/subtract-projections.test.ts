import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dot } from './dot.js';
import { norm } from './norm.js';
import { subtractProjections } from './subtract-projections.js';

it('leaves the part that is orthogonal to all vectors of the basis', () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  const angle = fc.double({ min: 0, max: 6, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 5, maxLength: 5 }), angle, (numbers, turn) => {
      const basis = [
        Float64Array.of(Math.cos(turn), 0, Math.sin(turn), 0, 0),
        Float64Array.of(-Math.sin(turn), 0, Math.cos(turn), 0, 0),
      ];
      const left = Float64Array.from(numbers);
      subtractProjections(left, basis);
      const size = 1e-14 * norm(Float64Array.from(numbers));
      for (const unit of basis) expect(Math.abs(dot(unit, left, 5))).toBeLessThanOrEqual(size);
      // The basis spans the first and the third axis.
      const expected = [0, numbers[1]!, 0, numbers[3]!, numbers[4]!];
      for (const [i, value] of left.entries())
        expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(size);
    }),
    { seed: 1 },
  );
});
