import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nonNegativeLeastSquares } from './non-negative-least-squares.js';

/** Every set of free unknowns is solved by Gaussian elimination; the best solution without negative values wins. */
function bySearch(
  gram: readonly Float64Array[],
  right: Float64Array,
): { values: Float64Array; error: number } {
  let best = { values: new Float64Array(right.length), error: 0 };
  for (let set = 1; set < 2 ** right.length; set++) {
    const free = [...right.keys()].filter((j) => (set >> j) & 1);
    const rows = free.map((j) => [...free.map((k) => gram[j]![k]!), right[j]!]);
    for (const [a, row] of rows.entries()) {
      for (const [b, other] of rows.entries()) {
        if (a === b) continue;
        const factor = other[a]! / row[a]!;
        for (const k of other.keys()) other[k]! -= factor * row[k]!;
      }
    }
    const values = new Float64Array(right.length);
    for (const [a, j] of free.entries()) values[j] = rows[a]!.at(-1)! / rows[a]![a]!;
    if (!values.every((value) => value >= 0)) continue;
    const error = errorOf(gram, right, values);
    if (error < best.error) best = { values, error };
  }
  return best;
}

/** aᵀ G a − 2 aᵀ b: the error without ‖z‖². */
function errorOf(gram: readonly Float64Array[], right: Float64Array, values: Float64Array): number {
  return gram.reduce(
    (sum, row, j) =>
      sum + values[j]! * (row.reduce((total, value, k) => total + value * values[k]!, 0) - 2 * right[j]!),
    0,
  );
}

const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });

it('finds the solution that a search over all sets of positive unknowns finds', () => {
  fc.assert(
    fc.property(fc.array(vector, { minLength: 1, maxLength: 5 }), vector, (directions, latent) => {
      // A multiple of the identity keeps the directions independent.
      const gram = directions.map((a, i) =>
        Float64Array.from(directions, (b, j) =>
          a.reduce((s, value, k) => s + value * b[k]!, i === j ? 0.1 : 0),
        ),
      );
      const right = Float64Array.from(directions, (a) =>
        a.reduce((s, value, k) => s + value * latent[k]!, 0),
      );
      const { values, free } = nonNegativeLeastSquares(gram, right);
      const best = bySearch(gram, right);
      for (const [j, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeCloseTo(best.values[j]!, 8);
        expect(free.includes(j)).toBe(value > 0);
      }
    }),
  );
});

it('leaves an unknown at 0 whose direction is a copy of another', () => {
  const gram = [Float64Array.of(1, 1), Float64Array.of(1, 1)];
  const { values } = nonNegativeLeastSquares(gram, [0.5, 0.5]);
  expect([...values].sort()).toEqual([0, 0.5]);
});

it('is 0 where no direction helps', () => {
  expect(nonNegativeLeastSquares([Float64Array.of(1)], [-2])).toEqual({
    values: Float64Array.of(0),
    free: [],
  });
});
