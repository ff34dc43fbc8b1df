import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conceptVector } from './concept-vector.js';
import { conditionalConcept } from './conditional-concept.js';

describe('conditionalConcept', () => {
  const vectors = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 });

  it("equals InterFaceGAN's projection for two concepts", () => {
    // [0.6, 0.8] minus its projection on [1, 0] is [0, 0.8].
    const left = conditionalConcept(conceptVector('c', [0.6, 0.8]), [conceptVector('k', [1, 0])]);
    expect([left.name, left.vector[0], left.vector[1]]).toEqual(['c | k', 0, Math.fround(0.8)]);
  });

  it('is orthogonal to all others and changes the concept as little as possible', () => {
    fc.assert(
      fc.property(vectors, fc.array(vectors, { minLength: 1, maxLength: 3 }), (own, others) => {
        const given = others.filter((o) => o.some((v) => v !== 0)).map((o, i) => conceptVector(`${i}`, o));
        fc.pre(own.some((v) => v !== 0) && given.length > 0);
        let left: Float32Array;
        try {
          left = conditionalConcept(conceptVector('own', own), given).vector;
        } catch (error) {
          expect(String(error)).toMatch(/lies in the span/);
          return;
        }
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
        for (const other of given) {
          expect(Math.abs(dot(left, other.vector))).toBeLessThan(
            1e-5 * Math.hypot(...own) * Math.hypot(...other.vector),
          );
        }
        // The removed part lies in the span, so it is orthogonal to the remainder.
        const taken = own.map((value, i) => value - left[i]!);
        expect(Math.abs(dot(taken, left))).toBeLessThan(1e-5 * Math.hypot(...own) ** 2);
      }),
      { seed: 1 },
    );
  });

  it('rejects a concept in the span of the others', () => {
    const c = conceptVector('c', [2, 2, 0]);
    expect(() =>
      conditionalConcept(c, [conceptVector('a', [1, 0, 0]), conceptVector('b', [0, 1, 0])]),
    ).toThrow(/^conditionalConcept: nothing is left of "c"; it lies in the span of "a", "b"\.$/);
  });
});
