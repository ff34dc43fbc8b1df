import { keyedRandom } from '@csm/base';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gaussianLatents } from '../../test/gaussian-latents.js';
import { meanDifference } from './mean-difference.js';
import { partialConcept } from './partial-concept.js';

const silent = { onWarning: () => {} };

/** Labels "a" and "b" that go together with correlation φ, and latents around a · (1, 0) + b · (0, 1). */
function confounded(count: number, phi: number, seed: number) {
  const random = keyedRandom('confounded', seed);
  const a = Array.from({ length: count }, () => random() < 0.5);
  const b = a.map((value) => (random() < (1 + phi) / 2 ? value : !value));
  const latents = gaussianLatents(count, 2, seed);
  for (let i = 0; i < count; i++) {
    latents.set(i, 0, 0.5 * latents.get(i, 0) + Number(a[i]));
    latents.set(i, 1, 0.5 * latents.get(i, 1) + Number(b[i]));
  }
  return { latents, labels: { a, b } };
}

describe('partialConcept', () => {
  it("has numpy's least-squares coefficients", () => {
    // import numpy as np
    // i = np.arange(24); a = i*7 % 5 < 2; b = (i*5 + a*3) % 7 < 3; c = i % 4 == 1; key = b*2 + c
    // z = np.round(np.stack([np.sin(1.7*i+0.3), np.cos(2.3*i), np.sin(0.9*i) + 0.5*(i%3==0)], 1), 3).astype(np.float32)
    // np.linalg.lstsq(np.stack([np.ones(24), a, b, c], 1), z.astype(float))[0][1]                  # regression
    // np.linalg.lstsq(np.stack([*[key == k for k in range(4)], a], 1) * 1., z.astype(float))[0][4] # strata
    const i = Array.from({ length: 24 }, (_, row) => row);
    const a = i.map((row) => (row * 7) % 5 < 2);
    const labels = {
      a,
      b: i.map((row) => (row * 5 + Number(a[row]) * 3) % 7 < 3),
      c: i.map((row) => row % 4 === 1),
    };
    const rounded = (value: number) => Math.round(value * 1000) / 1000;
    const latents = ndarray(
      Float32Array.from(
        i.flatMap((row) => [
          rounded(Math.sin(1.7 * row + 0.3)),
          rounded(Math.cos(2.3 * row)),
          rounded(Math.sin(0.9 * row) + (row % 3 === 0 ? 0.5 : 0)),
        ]),
      ),
      [24, 3],
    );
    const options = { of: 'a', given: ['b', 'c'] };
    const strata = partialConcept('a', latents, labels, { ...options, onWarning: () => {} });
    const regression = partialConcept('a', latents, labels, { ...options, method: 'regression' });
    const expected = {
      strata: [0.10828985, -0.08420289, -0.00331884],
      regression: [0.11156316, -0.0944842, 0.0065],
    };
    for (let k = 0; k < 3; k++) {
      expect(strata.vector[k]).toBeCloseTo(expected.strata[k]!, 7);
      expect(regression.vector[k]).toBeCloseTo(expected.regression[k]!, 7);
    }
    expect(strata).toMatchObject({ counted: { positives: 10, negatives: 14 }, leftOut: 0 });
  });

  it.each([0, 0.5, 0.8, 0.95])('recovers the own effect of a label, φ = %d', (phi) => {
    const { latents, labels } = confounded(4000, phi, 7);
    const side = (value: boolean) =>
      labels.a.flatMap((label, i) => (label === value ? [latents.get(i, 0), latents.get(i, 1)] : []));
    const [up, down] = [side(true), side(false)].map((values) =>
      ndarray(Float32Array.from(values), [values.length / 2, 2]),
    );
    // The difference of all means holds the other label in the proportion φ.
    expect(meanDifference('a', up!, down!).vector[1]).toBeCloseTo(phi, 1);
    for (const method of ['strata', 'regression'] as const) {
      const { vector } = partialConcept('a', latents, labels, { of: 'a', given: ['b'], method });
      // Standard error: .5 / √(n p (1 − p)) with p (1 − p) = (1 − φ²) / 4.
      const error = (4 * 0.5) / Math.sqrt((4000 * (1 - phi ** 2)) / 4);
      expect(Math.abs(vector[0]! - 1)).toBeLessThan(error);
      expect(Math.abs(vector[1]!)).toBeLessThan(error);
    }
  });

  const labelList = (size: number) => fc.array(fc.boolean(), { minLength: size, maxLength: size });
  const effects = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 4, maxLength: 4 });

  it('is exact without noise, for any labels that do not determine each other', () => {
    fc.assert(
      fc.property(labelList(40), labelList(40), labelList(40), effects, (a, b, c, [own, ofB, ofC, shift]) => {
        const z = a.map((has, i) => Number(has) * own! + Number(b[i]) * ofB! + Number(c[i]) * ofC! + shift!);
        const latents = ndarray(Float32Array.from(z.flatMap((value, i) => [value, Number(a[i])])), [40, 2]);
        for (const method of ['strata', 'regression'] as const) {
          const options = { of: 'a', given: ['b', 'c'], method, ...silent };
          const { vector } = partialConcept('a', latents, { a, b, c }, options);
          expect(vector[0]).toBeCloseTo(own!, 5);
          expect(vector[1]).toBeCloseTo(1, 5);
        }
      }),
      { seed: 1 },
    );
  });

  it('is the mean difference without other labels, or with a label that is the same for all', () => {
    fc.assert(
      fc.property(labelList(12), fc.integer({ min: 1, max: 99 }), (a, seed) => {
        fc.pre(a.includes(true) && a.includes(false));
        const latents = gaussianLatents(12, 3, seed);
        const side = (value: boolean) => {
          const rows = [...a.keys()].filter((i) => a[i] === value);
          return ndarray(Float32Array.from(rows.flatMap((i) => [0, 1, 2].map((k) => latents.get(i, k)))), [
            rows.length,
            3,
          ]);
        };
        const expected = meanDifference('a', side(true), side(false)).vector;
        for (const given of [[], ['same']]) {
          for (const method of ['strata', 'regression'] as const) {
            const labels = { a, same: a.map(() => true) };
            const { vector } = partialConcept('a', latents, labels, { of: 'a', given, method, ...silent });
            vector.forEach((value, k) => {
              expect(value).toBeCloseTo(expected[k]!, 5);
            });
          }
        }
      }),
      { seed: 1 },
    );
  });

  it('leaves out unknown labels and strata without a counterpart, and warns if few examples count', () => {
    const warnings: string[] = [];
    const a = [true, false, true, false, true, null, true];
    const hat = [false, false, false, false, true, true, null];
    const latents = ndarray(Float32Array.of(3, 1, 5, 1, 99, Number.NaN, 99), [7, 1]);
    const onWarning = (message: string) => warnings.push(message);
    const found = partialConcept('a', latents, { a, hat }, { of: 'a', given: ['hat'], onWarning });
    expect(found).toEqual({
      name: 'a',
      vector: Float32Array.of(3),
      counted: { positives: 2, negatives: 2 },
      leftOut: 3,
    });
    expect(warnings).toEqual([
      'partialConcept: concept "a" rests on 2 examples with the label and 2 without it, which is too few to be more than ' +
        'noise; check it with splitHalves.',
    ]);
    const many = Array.from({ length: 100 }, (_, i) => i);
    const labels = { a: many.map((i) => i % 2 === 0 || i > 25), hat: many.map((i) => i > 25) };
    partialConcept('a', gaussianLatents(100, 2, 1), labels, { of: 'a', given: ['hat'], onWarning });
    expect(warnings[1]).toBe(
      'partialConcept: concept "a" rests on 13 examples with the label and 13 without it; the other 74 examples have no ' +
        "counterpart with the same given labels. Pass fewer given labels, or method 'regression'.",
    );
  });

  const four = gaussianLatents(4, 2, 1);
  const labels = {
    a: [true, true, false, false],
    b: [true, true, false, false],
    c: [true, false, true, false],
  };
  it.each<[() => unknown, RegExp]>([
    [
      () => partialConcept('a', four, labels, { of: 'a', given: ['c', 'b'] }),
      /^partialConcept: no two examples agree in labels "c" and "b" and differ in "a"; pass fewer given labels, or method 'regression'\.$/,
    ],
    [
      () => partialConcept('a', four, labels, { of: 'a', given: ['c', 'b'], method: 'regression' }),
      /^partialConcept: labels "c" and "b" of these examples determine "a", so its own effect is unknown; pass examples that differ/,
    ],
    [
      () => partialConcept('a', four, labels, { of: 'a', given: ['a'] }),
      /^partialConcept: given must not contain the label of the concept, "a"; remove it\.$/,
    ],
    [
      () => partialConcept('a', four, labels, { of: 'a', given: ['d'] }),
      /^partialConcept: unknown label "d"; valid labels: a, b, c\.$/,
    ],
    [
      () => partialConcept('a', four, { a: [true] }, { of: 'a', given: [] }),
      /^partialConcept: label "a" must have one item per latent, 4; got 1\.$/,
    ],
    [
      () => partialConcept('a', four, { a: [true, false, 1, true] as never }, { of: 'a', given: [] }),
      /^partialConcept: label "a" must hold true, false or null \(unknown\); item 2 is 1\.$/,
    ],
    [
      () => partialConcept('a', four, { a: [true, true, null, true] }, { of: 'a', given: [] }),
      /^partialConcept: expected examples with "a" and without it whose labels are all known; got 3 and 0\.$/,
    ],
    [
      () => partialConcept('a', four, labels, { of: 'a', given: [], methods: 'strata' } as never),
      /^partialConcept: unknown option "methods"; valid options: of, given, method, onWarning\.$/,
    ],
    [
      () => partialConcept('a', four, labels, undefined as never),
      /^partialConcept: expected an object of options \(of, given, method, onWarning\); got undefined\.$/,
    ],
    [
      () =>
        partialConcept('a', ndarray(new Float32Array(8).fill(0.1), [4, 2]), labels, {
          of: 'a',
          given: ['c'],
          ...silent,
        }),
      /^partialConcept: concept "a" is the zero vector/,
    ],
    [
      () =>
        partialConcept('a', ndarray(new Float32Array(8).fill(Number.NaN), [4, 2]), labels, {
          of: 'a',
          given: ['c'],
        }),
      /^partialConcept: latents must be finite; latent dimension 0 holds NaN or infinity in some example\.$/,
    ],
  ])('rejects invalid arguments (%#)', (call, message) => {
    expect(call).toThrow(message);
  });
});
