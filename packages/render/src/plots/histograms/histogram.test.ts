import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histograms } from './histogram.js';

/** numpy.histogram(scores, bins, range, density=True) by its definition, over the range of all scores. */
function definition(scores: readonly number[], bins: number, all = scores) {
  let low = Math.min(...all);
  let high = Math.max(...all);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return Array.from({ length: bins }, (_, i) => {
    const x0 = low + (i * (high - low)) / bins;
    const x1 = low + ((i + 1) * (high - low)) / bins;
    const isLast = i === bins - 1;
    const inside = scores.filter((s) => s >= x0 && (isLast || s < x1));
    return { x0, x1, density: inside.length / scores.length / (x1 - x0) };
  });
}

describe('histograms', () => {
  // Sixteenths, so that differences are exact.
  const scores = fc.array(
    fc.integer({ min: -800, max: 800 }).map((v) => v / 16),
    { minLength: 1, maxLength: 200 },
  );

  it("'exact' has the bins and densities of matplotlib's hist([a, b], bins, density=True): edges over the range of both groups", () => {
    fc.assert(
      fc.property(scores, scores, fc.integer({ min: 1, max: 40 }), (a, b, bins) => {
        const found = histograms([a, b], bins, 'exact');
        for (const [g, group] of [a, b].entries()) {
          const expected = definition(group, bins, [...a, ...b]);
          expect(found[g]).toHaveLength(bins);
          for (const [i, bar] of found[g]!.entries()) {
            expect(bar.x0).toBeCloseTo(expected[i]!.x0, 10);
            expect(bar.x1).toBeCloseTo(expected[i]!.x1, 10);
            expect(bar.density).toBeCloseTo(expected[i]!.density, 8);
          }
        }
      }),
    );
  });

  // python3, numpy 2.4: np.histogram([1, 2, 2, 4, 9], bins=4, density=True) gives 0.3, 0.1, 0, 0.1 between 1, 3, 5, 7, 9.
  it("'exact', computed by hand: 3, 1, 0 and 1 of 5 scores in bins of width 2", () => {
    const [bars = []] = histograms([[1, 2, 2, 4, 9]], 4, 'exact');
    expect(bars.map(({ x0 }) => x0)).toEqual([1, 3, 5, 7]);
    for (const [i, density] of [0.3, 0.1, 0, 0.1].entries())
      expect(bars[i]!.density).toBeCloseTo(density, 12);
  });

  it("'exact' puts scores on edges into the bins of numpy.histogram, whose edges are rounded in its own way", () => {
    const filled = (scores: readonly number[], bins: number) =>
      (histograms([scores], bins, 'exact')[0] ?? []).flatMap(({ density }, i) => (density > 0 ? [i] : []));
    // python3, numpy 1.24: np.nonzero(np.histogram(scores, bins)[0]).
    const tenths = Array.from({ length: 11 }, (_, i) => i / 10);
    expect(filled(tenths, 40)).toEqual([0, 4, 8, 11, 16, 20, 23, 27, 32, 36, 39]);
    expect(filled([0, 3, 0.3, 0.9, 0.6, 0.1], 30)).toEqual([0, 1, 2, 5, 9, 29]);
  });

  it('areas sum to 1, and every score is in a bin', () => {
    const any = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        any,
        any,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('round' as const, 'exact' as const),
        (a, b, bins, binning) => {
          for (const bars of histograms([a, b], bins, binning)) {
            const area = bars.reduce((sum, { x0, x1, density }) => sum + density * (x1 - x0), 0);
            expect(area).toBeCloseTo(1, 9);
            for (const { x0, x1 } of bars) expect(x1).toBeGreaterThan(x0);
          }
        },
      ),
    );
  });

  it("'round' has the same bins for both groups, which end at round numbers and hold the largest score", () => {
    const [a = [], b = []] = histograms(
      [
        [0, 0, 1, 3],
        [3, 3],
      ],
      3,
      'round',
    );
    expect(a.map(({ x0, x1 }) => [x0, x1])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(a.map(({ density }) => density)).toEqual([0.5, 0.25, 0.25]);
    expect(b.map(({ density }) => density)).toEqual([0, 0, 1]);
  });
});
