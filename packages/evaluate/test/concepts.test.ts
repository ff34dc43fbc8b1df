import { benjaminiHochberg } from '@csm/base';
import { conceptVector, meanDifference } from '@csm/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  covarianceConcepts,
  isotropicConcepts,
  permutedConcepts,
  resampledConcepts,
} from '../src/controls/random-concepts.js';
import { keyedNormal } from '../src/maps/random.js';
import { conceptSignificance } from '../src/significance/concept-significance.js';

/** Normal latents, the first dimension ten times as wide, shifted along the second. */
function latents(count: number, shift: number, seed: number) {
  const normal = keyedNormal('test', seed);
  const values = Float32Array.from({ length: count * 3 }, (_, i) => {
    const d = i % 3;
    return normal() * (d === 0 ? 10 : 1) + (d === 1 ? shift : 0);
  });
  return ndarray(values, [count, 3]);
}
const concept = conceptVector('c', [3, 0, -4]);
const norm = (vector: Float32Array) => Math.hypot(...vector);
const meanShare = (vectors: readonly Float32Array[], d: number) =>
  vectors.reduce((sum, vector) => sum + (vector[d]! / norm(vector)) ** 2, 0) / vectors.length;

describe('random concepts', () => {
  const examples = { positives: latents(40, 0, 1), negatives: latents(60, 0, 2) };

  it.each([
    ['isotropic', (seed: number) => isotropicConcepts(concept, { count: 200, seed })],
    ['covariance', (seed: number) => covarianceConcepts(concept, latents(100, 0, 3), { count: 200, seed })],
    ['permuted', (seed: number) => permutedConcepts(examples, { count: 200, seed, concept })],
  ])('%s: of the norm of the concept, repeatable by seed', (_, draw) => {
    const drawn = draw(1);
    for (const { vector } of drawn) expect(norm(vector)).toBeCloseTo(5, 5);
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
    expect(new Set(drawn.map(({ vector }) => `${vector}`)).size).toBe(200);
  });

  it('are refused where latents do not differ, or are not finite', () => {
    const one = latents(1, 0, 1);
    expect(() => covarianceConcepts(concept, one)).toThrow(/covarianceConcepts: no direction can be drawn/);
    expect(() => permutedConcepts({ positives: one, negatives: one }, { concept })).toThrow(
      /permutedConcepts: no direction can be drawn/,
    );
    const bad = ndarray(Float32Array.from([1, 2, Number.NaN, 1, 2, 3]), [2, 3]);
    expect(() => covarianceConcepts(concept, bad)).toThrow(/latents must be finite/);
  });

  it('isotropic favour no dimension; covariance and permuted follow the latents', () => {
    const shares = [
      isotropicConcepts(concept, { count: 2000 }),
      covarianceConcepts(concept, latents(100, 0, 3), { count: 300 }),
      permutedConcepts(examples, { count: 300, concept }),
    ].map((drawn) =>
      meanShare(
        drawn.map(({ vector }) => vector),
        0,
      ),
    );
    // Isotropic: mean 1/3, standard error √(4/45 / 2000) = 0.0067.
    expect(Math.abs(shares[0]! - 1 / 3)).toBeLessThan(0.03);
    expect(shares[1]).toBeGreaterThan(0.8);
    expect(shares[2]).toBeGreaterThan(0.8);
  });

  it('without a concept, permuted ones keep the length of chance, and resamples lie around the concept', () => {
    const separated = { positives: latents(200, 20, 1), negatives: latents(200, 0, 2) };
    const made = meanDifference('c', separated.positives, separated.negatives);
    const chance = permutedConcepts(separated, { count: 50 }).map(({ vector }) => norm(vector));
    expect(Math.max(...chance)).toBeLessThan(norm(made.vector) / 3);
    const again = resampledConcepts(separated, { count: 200 });
    const means = [0, 1, 2].map((d) => again.reduce((sum, { vector }) => sum + vector[d]! / 200, 0));
    // Standard error of a mean over 200 resamples: √(2 · 10²/200 / 200) = 0.07 in the wide dimension.
    means.forEach((mean, d) => {
      expect(Math.abs(mean - made.vector[d]!)).toBeLessThan(0.35);
    });
  });

  it('refuse latents of another size', () => {
    expect(() => covarianceConcepts(conceptVector('c', [1, 2]), latents(4, 0, 1))).toThrow(
      /covarianceConcepts: latents must have shape \[n,2\]; got \[4,3\]/,
    );
    expect(() => isotropicConcepts(concept, { count: 0 })).toThrow(
      /count must be a whole number of at least 1/,
    );
  });
});

describe('conceptSignificance', () => {
  it('finds a shift, and calls p of noise as small as chance does', () => {
    const noise = Array.from({ length: 60 }, (_, k) => ({
      name: `noise ${k}`,
      positives: latents(20, 0, 2 * k),
      negatives: latents(30, 0, 2 * k + 1),
    }));
    const shift = { name: 'shift', positives: latents(20, 30, 900), negatives: latents(30, 0, 901) };
    const found = conceptSignificance([...noise, shift], { samples: 99 });
    const last = found.at(-1)!;
    expect(last.p).toBe(0.01);
    expect(last.norm).toBeGreaterThan(2 * last.permutedNorm);
    expect(last.cosines[0]).toBeGreaterThan(0.9);
    // Of 60, binomial with p = 0.2: mean 12, standard deviation 3.1.
    const small = found.slice(0, -1).filter(({ p }) => p <= 0.2).length;
    expect(small).toBeGreaterThan(2);
    expect(small).toBeLessThan(22);
    expect(found.map(({ q }) => q)).toEqual([...benjaminiHochberg(found.map(({ p }) => p))]);
  });
});
