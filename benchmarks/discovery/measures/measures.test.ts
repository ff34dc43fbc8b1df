import { keyedRandom } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { bestMatches } from './best-match.js';
import { dci } from './dci.js';
import { lasso } from './lasso.js';
import { mutualInformation, mutualInformationGap } from './mutual-information-gap.js';

const random = keyedRandom('measures of discovery');
const coin = () => Float64Array.from({ length: 2000 }, () => Number(random() < 0.5));
const factors = [coin(), coin(), coin()];
const codesAre = (...codes: Float64Array[]) => ({ codes, factors });

describe('measures of discovery', () => {
  it('are 1 if each factor has its own code, in any order and sign', () => {
    const own = codesAre(
      factors[1]!,
      factors[2]!.map((value) => 3 - 2 * value),
      factors[0]!,
    );
    expect(bestMatches(own, own).map(({ code }) => code)).toEqual([2, 0, 1]);
    for (const { r } of bestMatches(own, own)) expect(r).toBeCloseTo(1, 10);
    const found = dci(own, own);
    // The lasso shrinks, but leaves other weights at 0.
    expect(found.disentanglement).toBeGreaterThan(0.95);
    expect(found.completeness).toBeGreaterThan(0.95);
    expect(found.informativeness).toBeGreaterThan(0.99);
    expect(mutualInformationGap(own.codes, factors)).toBeGreaterThan(0.98);
  });

  it('are near 0 if the codes are noise', () => {
    const noise = codesAre(coin(), coin(), coin());
    for (const { r } of bestMatches(noise, noise)) expect(r).toBeLessThan(0.1);
    expect(dci(noise, noise).informativeness).toBeLessThan(0.02);
    expect(mutualInformationGap(noise.codes, factors)).toBeLessThan(0.01);
  });

  it('tell copies and mixtures from one code per factor', () => {
    const [a, b, c] = factors as [Float64Array, Float64Array, Float64Array];
    // Two copies: the gap of that factor is 0.
    expect(mutualInformationGap([a, a, b, c], factors)).toBeCloseTo(2 / 3, 2);
    // A rotation of two factors: each code matters for two factors equally, and each of these needs two codes.
    const mixed = codesAre(
      a.map((value, i) => value + b[i]!),
      a.map((value, i) => value - b[i]!),
      c,
    );
    const found = dci(mixed, mixed);
    expect(found.informativeness).toBeGreaterThan(0.99);
    expect(found.disentanglement).toBeCloseTo(1 - (2 / 3) * (Math.LN2 / Math.log(3)), 1);
    expect(found.completeness).toBeCloseTo(1 - (2 / 3) * (Math.LN2 / Math.log(3)), 1);
    const [first] = bestMatches(mixed, mixed);
    expect(first!.r).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it('lasso: a soft threshold of each target if the columns are orthonormal', () => {
    const identity = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
    expect([...lasso(identity, Float64Array.of(0.8, -0.1), 0.3, new Float64Array(2))]).toEqual([0.5, -0]);
  });

  it('mutual information: that of a variable with itself is its entropy', () => {
    const halves = Uint8Array.from({ length: 8 }, (_, i) => i % 2);
    expect(mutualInformation(halves, halves)).toBeCloseTo(Math.LN2, 12);
    expect(
      mutualInformation(
        halves,
        Uint8Array.from({ length: 8 }, (_, i) => i >> 2),
      ),
    ).toBeCloseTo(0, 12);
  });
});
