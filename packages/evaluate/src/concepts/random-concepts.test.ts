import { conceptVector, meanDifference } from '@csm/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { wideLatents } from '../../test/wide-latents.js';
import { covarianceConcepts } from './covariance-concepts.js';
import { isotropicConcepts } from './isotropic-concepts.js';
import { permutedConcepts } from './permuted-concepts.js';
import { resampledConcepts } from './resampled-concepts.js';

const concept = conceptVector('c', [3, 0, -4]);
const norm = (vector: Float32Array) => Math.hypot(...vector);
const meanShare = (vectors: readonly Float32Array[], d: number) =>
  vectors.reduce((sum, vector) => sum + (vector[d]! / norm(vector)) ** 2, 0) / vectors.length;

describe('random concepts', () => {
  const examples = { positives: wideLatents(40, 0, 1), negatives: wideLatents(60, 0, 2) };

  it.each([
    ['isotropic', (seed: number) => isotropicConcepts(concept, { count: 200, seed })],
    [
      'covariance',
      (seed: number) => covarianceConcepts(concept, wideLatents(100, 0, 3), { count: 200, seed }),
    ],
    ['permuted', (seed: number) => permutedConcepts(examples, { count: 200, seed, concept })],
  ])('%s: have the norm of the concept and are repeatable by seed', (_, draw) => {
    const drawn = draw(1);
    for (const { vector } of drawn) expect(norm(vector)).toBeCloseTo(5, 5);
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
    expect(new Set(drawn.map(({ vector }) => `${vector}`)).size).toBe(200);
  });

  it('rejects latents that do not differ or are not finite', () => {
    const one = wideLatents(1, 0, 1);
    expect(() => covarianceConcepts(concept, one)).toThrow(/covarianceConcepts: cannot draw a direction/);
    expect(() => permutedConcepts({ positives: one, negatives: one }, { concept })).toThrow(
      /permutedConcepts: cannot draw a direction/,
    );
    const bad = ndarray(Float32Array.from([1, 2, Number.NaN, 1, 2, 3]), [2, 3]);
    expect(() => covarianceConcepts(concept, bad)).toThrow(/latents must be finite/);
  });

  it('isotropic concepts favour no dimension; covariance and permuted ones follow the latents', () => {
    const shares = [
      isotropicConcepts(concept, { count: 2000 }),
      covarianceConcepts(concept, wideLatents(100, 0, 3), { count: 300 }),
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

  it('permuted concepts without a concept keep their chance length; resampled ones lie around the concept', () => {
    const separated = { positives: wideLatents(200, 20, 1), negatives: wideLatents(200, 0, 2) };
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

  it('rejects latents of another size', () => {
    expect(() => covarianceConcepts(conceptVector('c', [1, 2]), wideLatents(4, 0, 1))).toThrow(
      /covarianceConcepts: latents must have shape \[n, 2\]; got \[4, 3\]/,
    );
    expect(() => isotropicConcepts(concept, { count: 0 })).toThrow(
      /count must be a whole number of at least 1/,
    );
  });

  it('reject latents that are all equal, whose deviations from the mean are rounding', () => {
    const row = [0.1, 0.7, -0.3, 1 / 3];
    const same = (count: number) =>
      ndarray(
        Float32Array.from({ length: 4 * count }, (_, i) => row[i % 4]!),
        [count, 4],
      );
    const concept = { name: 'c', vector: Float32Array.of(1, -1, 0.5, 2) };
    const differ =
      /: cannot draw a direction; the latents must be finite, and at least two of them must differ\.$/;
    expect(() => covarianceConcepts(concept, same(7), { count: 1 })).toThrow(differ);
    const examples = { positives: same(7), negatives: same(10) };
    expect(() => permutedConcepts(examples, { count: 1, concept })).toThrow(differ);
    expect(() => permutedConcepts(examples, { count: 1 })).toThrow(differ);
  });
});
