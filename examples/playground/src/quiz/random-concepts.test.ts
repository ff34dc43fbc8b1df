import { conceptVector } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { randomConcepts } from './random-concepts.js';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k]!, 0);

it('draws concepts of the same length, whose scores of the input are on the same side of the mean', async () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: 9 }).chain((size) =>
        fc.record({
          vector: fc.array(number, { minLength: size, maxLength: size }).filter((v) => dot(v, v) > 0.1),
          rows: fc.array(fc.array(number, { minLength: size, maxLength: size }), {
            minLength: 12,
            maxLength: 20,
          }),
          seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        }),
      ),
      async ({ vector, rows, seed }) => {
        // Enough variance in every direction.
        for (const [k] of vector.entries()) rows[k]![k]! += 5;
        const latents = ndarray(Float32Array.from(rows.flat()), [rows.length, vector.length]);
        const concept = conceptVector('concept', vector);
        const mean = vector.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);
        const above = (v: ArrayLike<number>) => dot(rows[3]!, v) - dot(mean, v);
        const wanted = above(concept.vector);
        const length = Math.hypot(...vector);
        for (const random of await randomConcepts(concept, latents, 3, { count: 9, seed })) {
          expect(Math.hypot(...random.vector)).toBeCloseTo(length, 4);
          if (Math.abs(wanted) > 1e-4)
            expect(above(random.vector) * Math.sign(wanted)).toBeGreaterThan(-1e-4);
        }
      },
    ),
    { numRuns: 50 },
  );
});

it('draws directions in which the inputs differ, and refuses a latent of one dimension', async () => {
  // Three latent dimensions, of which the second is unused.
  const row = (i: number) => [Math.sin(i ** 2), 1, Math.cos(i ** 3)];
  const latents = ndarray(Float32Array.from(Array.from({ length: 20 }, (_, i) => row(i)).flat()), [20, 3]);
  const drawn = await randomConcepts(conceptVector('c', [1, 0, 1]), latents, 0, { count: 9, seed: 1 });
  for (const { vector } of drawn) expect(vector[1]).toBeCloseTo(0, 6);
  const one = ndarray(new Float32Array([1, 2, 3]), [3, 1]);
  await expect(randomConcepts(conceptVector('c', [1]), one, 0, { count: 9, seed: 1 })).rejects.toThrow(
    /one latent dimension/,
  );
});
