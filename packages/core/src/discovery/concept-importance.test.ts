import '@tensorflow/tfjs-backend-cpu';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { hiddenCauses } from '../../test/hidden-causes.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { conceptImportance } from './concept-importance.js';
import { independentComponents } from './linear/independent-components.js';
import { nonNegativeFactors } from './non-negative/non-negative-factors.js';

const { latents } = hiddenCauses({ count: 300, causes: 4, size: 5, share: 0.4, noise: 0.01 });
const some = ndarray(latents.data.slice(0, 15), [3, 5]);
const direction = conceptVector('hat', [0.3, -1, 0.5, 0, 2]);

describe('conceptImportance', () => {
  it('is the share of the squared contributions if the output is linear', async () => {
    const found = await independentComponents(latents, { count: 4 });
    const { perLatent, total } = await conceptImportance(found, some, direction, { pairs: 4000 });
    const codes = await found.codesOf(some);
    for (let i = 0; i < 3; i++) {
      const squares = found.concepts.map(({ vector }, j) => {
        const product = vector.reduce((sum, value, k) => sum + value * direction.vector[k]!, 0);
        return (codes.get(i, j) * product) ** 2;
      });
      const sum = squares.reduce((a, b) => a + b);
      // Five standard errors of a share of about 1 from 4,000 pairs.
      for (const [j, square] of squares.entries()) expect(perLatent.get(i, j)).toBeCloseTo(square / sum, 1);
    }
    for (const [j, mean] of total.entries()) {
      expect(mean).toBeCloseTo((perLatent.get(0, j) + perLatent.get(1, j) + perLatent.get(2, j)) / 3, 10);
    }
  });

  it('counts interactions, which a sum over concepts would miss, and gives absent concepts 0', async () => {
    const found = await nonNegativeFactors(latents, { count: 6, directions: 'signed', restarts: 1 });
    const codes = await found.codesOf(some);
    // The product of two codes' factors: m₁ m₂ has total indices 4/7 each (variance 7/144, of which 4/144 remain).
    const row = [0, 1, 2].find((i) => found.concepts.filter((_, j) => codes.get(i, j) > 0).length >= 2)!;
    const [a, b] = [...found.concepts.keys()].filter((j) => codes.get(row, j) > 0) as [number, number];
    const one = ndarray(some.data.slice(row * 5, (row + 1) * 5), [1, 5]);
    const product = async (changed: NdArray<Float32Array>) => {
      const z = await found.codesOf(changed);
      return Array.from({ length: changed.shape[0]! }, (_, i) => z.get(i, a) * z.get(i, b));
    };
    const { perLatent } = await conceptImportance(found, one, product, { pairs: 1000 });
    expect(perLatent.get(0, a)).toBeCloseTo(4 / 7, 1);
    expect(perLatent.get(0, b)).toBeCloseTo(4 / 7, 1);
    for (const j of found.concepts.keys()) {
      if (j !== a && j !== b) expect(perLatent.get(0, j)).toBeCloseTo(0, 5);
    }
  });

  it('leaves the latent as it is where the codes do not describe it: a constant output has indices 0', async () => {
    const found = await independentComponents(latents, { count: 2 });
    const { total } = await conceptImportance(found, some, (changed) =>
      new Float64Array(changed.shape[0]!).fill(3),
    );
    expect([...total]).toEqual([0, 0]);
  });

  it('rejects other latents, and outputs that are not finite', async () => {
    const found = await independentComponents(latents, { count: 2 });
    const other = ndarray(new Float32Array(8), [2, 4]);
    await expect(conceptImportance(found, other, direction)).rejects.toThrow(
      'conceptImportance: latents must have the size of the concepts, 5; got 4 components.',
    );
    await expect(conceptImportance(found, some, () => [Number.NaN])).rejects.toThrow();
    await expect(conceptImportance({} as never, some, direction)).rejects.toThrow(
      'expected discovered concepts',
    );
  });
});
