import { rows } from '@csm/base';
import { conceptVector } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { LATENT, normals, scaled } from '../../test/small-vae.js';
import { conceptChange } from './concept-change.js';
import { generativeAgreement } from './generative-agreement.js';

const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);

describe('generativeAgreement', () => {
  const matrix = normals([LATENT, 128], 5);
  /** A linear decoder to pictures of 8 × 8 × 2. */
  const decode = (latents: NdArray) => {
    const pixels = [...rows(latents)].flatMap((z) =>
      Array.from({ length: 128 }, (_, at) => z.reduce((sum, value, d) => sum + value * matrix.get(d, at), 0)),
    );
    return ndarray(Float32Array.from(pixels), [latents.shape[0]!, 8, 8, 2]);
  };

  it('for a linear decoder, the change is 2 α D v for every input', async () => {
    const changes = await conceptChange(decode, normals([3, LATENT], 6), concept, { alpha: 0.5 });
    const expected = Array.from({ length: 128 }, (_, at) =>
      concept.vector.reduce((sum, value, d) => sum + value * matrix.get(d, at), 0),
    );
    for (const row of rows(changes)) {
      row.forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at]!, 4);
      });
    }
    const same = generativeAgreement(scaled(changes, 3), changes);
    const turned = generativeAgreement(scaled(changes, -1), changes);
    expect(same.signed[0]).toBeCloseTo(1, 6);
    expect([turned.signed[0], turned.magnitude[0], turned.topOverlap[0]]).toEqual([
      expect.closeTo(-1, 6),
      expect.closeTo(1, 6),
      1,
    ]);
    const unrelated = generativeAgreement(normals([3, 8, 8, 2], 9), changes);
    // The standard deviation for 128 independent numbers is 1 / √127 = 0.09.
    for (const value of unrelated.signed) expect(Math.abs(value)).toBeLessThan(0.36);
  });
});
