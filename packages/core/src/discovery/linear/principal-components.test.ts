import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { hiddenCauses } from '../../../test/hidden-causes.js';
import { conceptScores } from '../../scores/concept-scores.js';
import { principalComponents } from './principal-components.js';

const { latents } = hiddenCauses({ count: 300, causes: 5, size: 8, share: 0.4, noise: 0.1 });

describe('principalComponents', () => {
  it('finds orthonormal directions whose codes are uncorrelated, with falling variances', async () => {
    const { concepts, codes } = await principalComponents(latents);
    expect(concepts).toHaveLength(8);
    const vectors = concepts.map(({ vector }) => vector);
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        expect(product).toBeCloseTo(Number(i === j), 6);
      }
    }
    const variances = vectors.map((_, j) => {
      const column = Array.from({ length: 300 }, (_, i) => codes.get(i, j));
      expect(column.reduce((sum, value) => sum + value, 0) / 300).toBeCloseTo(0, 5);
      for (let other = 0; other < j; other++) {
        const product = column.reduce((sum, value, i) => sum + value * codes.get(i, other), 0) / 300;
        expect(Math.abs(product)).toBeLessThan(1e-5);
      }
      return column.reduce((sum, value) => sum + value * value, 0) / 300;
    });
    expect(variances).toEqual(variances.toSorted((a, b) => b - a));
  });

  it('describes all variance with all components, and the shares of the largest with some', async () => {
    const all = await principalComponents(latents);
    expect(all.explainedVariance).toBeCloseTo(1, 6);
    const some = await principalComponents(latents, { count: 2 });
    const squares = (j: number) =>
      Array.from({ length: 300 }, (_, i) => all.codes.get(i, j) ** 2).reduce((sum, value) => sum + value, 0);
    const total = all.concepts.reduce((sum, _, j) => sum + squares(j), 0);
    expect(some.explainedVariance).toBeCloseTo((squares(0) + squares(1)) / total, 5);
  });

  it('has a positive skewness in each code, and scores that are the codes', async () => {
    const { codes, scores, codesOf } = await principalComponents(latents, { count: 3 });
    const values = conceptScores(latents, scores);
    const again = await codesOf(latents);
    for (let j = 0; j < 3; j++) {
      let cubes = 0;
      for (let i = 0; i < 300; i++) {
        cubes += codes.get(i, j) ** 3;
        expect(values.get(i, j)).toBeCloseTo(codes.get(i, j), 5);
        expect(again.get(i, j)).toBe(codes.get(i, j));
      }
      expect(cubes).toBeGreaterThan(0);
    }
  });

  it('leaves out directions along which the latents do not vary', async () => {
    const flat = ndarray(new Float32Array(40), [10, 4]);
    for (let i = 0; i < 10; i++) for (let k = 0; k < 4; k++) flat.set(i, k, [i, 2 * i, 7, i * i][k]!);
    expect((await principalComponents(flat)).concepts).toHaveLength(2);
    await expect(principalComponents(flat, { count: 3 })).rejects.toThrow(
      'principalComponents: count must be at most the number of directions along which the latents vary, 2; got 3.',
    );
  });

  it('rejects latents that are equal, not finite or too few, and unknown options', async () => {
    const equal = ndarray(new Float32Array(12).fill(0.1), [4, 3]);
    await expect(principalComponents(equal)).rejects.toThrow('latents must differ; all 4 are equal.');
    await expect(principalComponents(ndarray(new Float32Array(3), [1, 3]))).rejects.toThrow(
      'latents must hold at least two examples; got 1.',
    );
    equal.set(2, 1, Number.NaN);
    await expect(principalComponents(equal)).rejects.toThrow('that of example 2 is not.');
    await expect(principalComponents(latents, { components: 3 } as never)).rejects.toThrow(
      'unknown option "components"',
    );
    await expect(
      principalComponents(latents, { signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
  });
});
