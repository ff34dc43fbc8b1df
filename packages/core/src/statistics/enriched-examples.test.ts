import { keyedRandom } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { roundTissue } from '../../test/round-tissue.js';
import { enrichedExamples } from './enriched-examples.js';

describe('enrichedExamples', () => {
  it("agrees with scipy's mannwhitneyu, ties included", () => {
    const inside = [true, false, true, true, null, true, false, false, false];
    const found = enrichedExamples(
      [
        [0, 5, 3, 1, 99, 0, 3, 8, 2],
        [5, 0, 3, 3, 99, 8, 1, 0, 2],
        [1, 1, 1, 1, 99, 1, 1, 1, 1],
      ],
      inside,
    );
    expect(found.map(({ index, auc }) => [index, auc])).toEqual([
      [1, 1],
      [0, 1.5 / 16],
    ]);
    // scipy 1.17: mannwhitneyu(a, b, method='asymptotic', use_continuity=False)
    expect(found[0]!.p).toBeCloseTo(0.01941866323472138, 14);
    expect(found[1]!.p).toBeCloseTo(0.057546950874286275, 14);
    expect(found[0]!.q).toBeCloseTo(2 * 0.01941866323472138, 14);
  });

  it('has small p-values where 1 − erf would be rounding error', () => {
    const inside = Array.from({ length: 400 }, (_, i) => i < 200);
    const [one] = enrichedExamples([inside.map((_, i) => -i)], inside);
    // z = (n m / 2) / √(n m (n + m + 1) / 12) = 17.2989; scipy: 2 * norm.sf(z)
    expect(one!.p / 4.794731539890784e-67).toBeCloseTo(1, 12);
  });

  it('rejects invalid rows and regions', () => {
    expect(() => enrichedExamples([[1, 2]], [true, true])).toThrow(
      'enrichedExamples: expected features inside and outside; got 2 inside and 0 outside.',
    );
    expect(() => enrichedExamples([[1]], [true, false])).toThrow(
      'enrichedExamples: row 0 must have 2 values; got 1.',
    );
    expect(() => enrichedExamples([[1, Number.NaN]], [true, false])).toThrow(
      'enrichedExamples: row 0 holds NaN.',
    );
  });
});

describe('enrichedExamples with positions', () => {
  const { x, y } = roundTissue(240);
  const random = keyedRandom('enriched examples test');
  const noise = () => random() + random() + random() - 1.5;
  /** Smooth random fields: the sum of 40 bumps at random places. */
  const fields = Array.from({ length: 400 }, () => {
    const bumps = Array.from(
      { length: 40 },
      () => [30 * random() - 15, 30 * random() - 15, noise()] as const,
    );
    return x.map((value, i) =>
      bumps.reduce(
        (sum, [a, b, height]) => sum + height * Math.exp(-((value - a) ** 2 + (y[i]! - b) ** 2) / 18),
        0,
      ),
    );
  });
  const ring = x.map((value, i) => Math.abs(Math.hypot(value, y[i]!) - 6) < 2);

  it('keeps its level on smooth fields, where the rank-sum test does not', () => {
    const share = (found: { p: number }[]) => found.filter(({ p }) => p <= 0.05).length / fields.length;
    expect(share(enrichedExamples(fields, ring, { positions: { x, y }, null: 'rankSum' }))).toBeGreaterThan(
      0.15,
    );
    // 400 fields: 0.05 with a standard deviation of 0.011.
    expect(Math.abs(share(enrichedExamples(fields, ring, { positions: { x, y } })) - 0.05)).toBeLessThan(
      0.035,
    );
  });

  it('finds what follows the region', () => {
    const rows = [...fields, x.map((_, i) => (ring[i] ? 1 : 0) + noise())];
    const [first, ...others] = enrichedExamples(rows, ring, { positions: { x, y } }).sort(
      (a, b) => a.q - b.q,
    );
    expect(first!.index).toBe(400);
    expect(first!.q).toBeLessThan(1e-6);
    expect(others.filter(({ q }) => q <= 0.05).length).toBeLessThan(4);
  });

  it('depends neither on the unit nor on the angle of the positions, and ignores spots without a region', () => {
    const rows = fields.slice(0, 20);
    const expected = enrichedExamples(rows, ring, { positions: { x, y } });
    const turned = {
      x: [Number.NaN, ...x.map((value, i) => 100 * (0.6 * value - 0.8 * y[i]!) + 7)],
      y: [Number.NaN, ...x.map((value, i) => 100 * (0.8 * value + 0.6 * y[i]!) - 9)],
    };
    const found = enrichedExamples(
      rows.map((row) => [99, ...row]),
      [null, ...ring],
      { positions: turned },
    );
    expect(found.map(({ index, auc }) => [index, auc])).toEqual(
      expected.map(({ index, auc }) => [index, auc]),
    );
    for (const [i, { p }] of found.entries()) expect(p).toBeCloseTo(expected[i]!.p, 6);
  });

  it('rejects positions that are missing or do not fit', () => {
    const run = (options: object) => enrichedExamples([[1, 2]], [true, false], options);
    expect(() => run({ null: 'spatial' })).toThrow(/^enrichedExamples: the spatial null needs positions/);
    expect(() => run({ null: 'moran' })).toThrow(/^enrichedExamples: null must be/);
    expect(() => run({ positions: { x: [1], y: [1, 2] } })).toThrow(
      'enrichedExamples: positions must have 2 x and 2 y, one per feature; got 1 x and 2 y.',
    );
    expect(() => run({ positions: { x: [1, Number.NaN], y: [1, 2] } })).toThrow(
      'enrichedExamples: positions must be finite; that of feature 1 is (NaN, 2); ignore it with null in inside.',
    );
    expect(() => run({ positions: { x: [1, 1], y: [2, 2] } })).toThrow(
      'positions must differ; all are (1, 2).',
    );
    expect(() => run({ position: 1 })).toThrow('unknown option "position"');
  });
});
