import { keyedRandom } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { cohensD } from './cohens-d.js';
import { rocAuc } from './roc-auc.js';
import { separability } from './separability.js';

/** Scores from a normal distribution (Box & Muller). */
function normal(count: number, mean: number, key: number): number[] {
  const random = keyedRandom('separability.test', key);
  return Array.from(
    { length: count },
    () => mean + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

describe('separability', () => {
  it('has the AUC and d of the functions, and intervals around them', () => {
    const [up, down] = [normal(60, 1, 1), normal(80, 0, 2)];
    const found = separability(up, down);
    expect(found.auc).toBe(rocAuc(up, down));
    expect(found.cohensD).toBe(cohensD(up, down));
    expect([found.positives, found.negatives]).toEqual([60, 80]);
    for (const [value, [lower, upper]] of [
      [found.auc, found.aucInterval],
      [found.difference, found.differenceInterval],
    ] as const) {
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
    }
    // The standard error of a difference of means, known exactly: the interval is ±1.96 of it, up to the bootstrap's noise.
    const [lower, upper] = found.differenceInterval;
    const error = Math.sqrt(1 / 60 + 1 / 80);
    expect((upper - lower) / (2 * 1.96 * error)).toBeGreaterThan(0.75);
    expect((upper - lower) / (2 * 1.96 * error)).toBeLessThan(1.25);
    expect(found.separates).toBe(true);
  });

  it('the intervals hold the true AUC about as often as promised', () => {
    // Two normal distributions one standard deviation apart: AUC = Φ(1 / √2) = 0.7602.
    const trials = Array.from({ length: 200 }, (_, k) =>
      separability(normal(50, 1, 1000 + k), normal(50, 0, 5000 + k), { resamples: 300, confidence: 0.9 }),
    );
    const share = trials.filter(({ aucInterval: [l, u] }) => l <= 0.7602 && 0.7602 <= u).length / 200;
    // Four binomial standard errors around 0.9.
    expect(Math.abs(share - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 200));
  });

  it('noise does not separate, nor do reversed scores', () => {
    expect(separability(normal(300, 0, 3), normal(300, 0, 4)).separates).toBe(false);
    expect(separability(normal(50, 0, 7), normal(50, 0, 8)).separates).toBe(false);
    expect(separability(normal(50, -2, 5), normal(50, 0, 6)).separates).toBe(false);
    const equal = new Array(20).fill(1);
    expect(separability(equal, equal)).toMatchObject({
      ...{ auc: 0.5, aucInterval: [0.5, 0.5], difference: 0, differenceInterval: [0, 0], separates: false },
    });
  });

  it('is unknown, not false, with few examples', () => {
    expect(separability([3, 4], [1, 2]).separates).toBeUndefined();
    expect(separability([1], [2])).toMatchObject({ auc: 0, cohensD: Number.NaN, separates: undefined });
    const nine = normal(9, 9, 5);
    expect(separability(nine, normal(500, 0, 6)).separates).toBeUndefined();
    const wide = separability(normal(12, 0.3, 7), normal(12, 0, 9));
    expect(wide.aucInterval[0]).toBeLessThan(0.5);
    expect(wide.aucInterval[1]).toBeGreaterThan(0.7);
    expect(wide.separates).toBeUndefined();
  });

  it('counts ties half in the resamples, and depends only on the seed', () => {
    const [up, down] = [
      [0, 1, 1, 2, 2, 2, 1, 0, 2, 1],
      [0, 0, 1, 1, 2, 0, 0, 1, 0, 1],
    ];
    const found = separability(up, down, { seed: 3 });
    expect(separability([...up].reverse(), down, { seed: 3 }).auc).toBe(found.auc);
    expect(separability(up, down, { seed: 3 })).toEqual(found);
    expect(separability(up, down, { seed: 4 }).aucInterval).not.toEqual(found.aucInterval);
    // Reversed roles give the mirrored AUC.
    expect(separability(down, up).auc).toBeCloseTo(1 - found.auc, 12);
  });

  it('rejects empty sets, numbers that are not finite and invalid options', () => {
    expect(() => separability([], [1])).toThrow(
      'separability: expected at least one score in positives; got none.',
    );
    expect(() => separability([1], [Number.POSITIVE_INFINITY])).toThrow(
      'separability: negatives must be finite; score 0 is Infinity.',
    );
    const bad = (options: object) => () => separability([1, 2], [0, 1], options);
    expect(bad({ confidence: 95 })).toThrow('separability: confidence must be between 0 and 1; got 95.');
    expect(bad({ resamples: 1 })).toThrow(
      'separability: resamples must be a whole number of at least 2; got 1.',
    );
    expect(bad({ samples: 5 })).toThrow(
      'separability: unknown option "samples"; valid options: seed, confidence, resamples.',
    );
  });
});
