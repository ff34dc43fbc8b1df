import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../../test/no-overlap.js';
import { histogramGrid } from './histogram-grid.js';

const normal = (count: number, mean: number) =>
  Array.from({ length: count }, (_, i) => mean + Math.sin(i * 78.233) + Math.sin(i * 12.9898));

const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('histogramGrid', () => {
  it('draws the bars of each group as shares of that group', () => {
    const svg = histogramGrid({
      histograms: [{ title: 'Smiling', positives: [0, 0, 1, 3], negatives: [3, 3, 3, 3, 3, 3, 3, 3] }],
      bins: 3,
    });
    const [negatives, positives] = [...svg.matchAll(/<path d="([^"]*V[^"]*)" fill="#/g)].map((m) => m[1]!);
    const heights = (path: string) =>
      [...path.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)H/g)].map((m) => Number(m[1]) - Number(m[2]));
    // All negatives are in one bin of full height; the positives have ½, ¼ and ¼ of that height.
    const [full] = heights(negatives!);
    expect(heights(negatives!)).toHaveLength(1);
    expect(heights(positives!).map((h) => Math.round((h / full!) * 100) / 100)).toEqual([0.5, 0.25, 0.25]);
  });

  it('has every title, caption and group, and all cells in different places', () => {
    const histograms = Array.from({ length: 10 }, (_, i) => ({
      title: `Concept_${i} & co`,
      positives: normal(30, i),
      negatives: normal(40, 0),
      caption: `AUC 0.${i}`,
    }));
    const svg = histogramGrid({ title: 'Scores', histograms, groups: ['has it', 'has not'] });
    for (const text of ['Scores', 'Concept_9 &amp; co', 'AUC 0.9', 'has it (n = 30)', 'has not (n = 40)'])
      expect(svg).toContain(`>${text}<`);
    const places = [...svg.matchAll(/x="([\d.]+)" y="([\d.]+)"[^>]*>Concept/g)].map((m) => `${m[1]},${m[2]}`);
    expect(new Set(places).size).toBe(10);
  });

  it('writes AUC, d and the sizes of groups that differ', () => {
    const svg = histogramGrid({
      histograms: [
        { title: 'a', positives: normal(30, 1), negatives: normal(1200, 0), auc: 0.9953, cohensD: -0.001 },
        { title: 'b', positives: normal(40, 1), negatives: normal(1200, 0), auc: 0.99961, cohensD: -1.5 },
        { title: 'c', positives: [2], negatives: [1], auc: 1, caption: 'of 2 pictures' },
      ],
    });
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        ...['AUC .995, d 0.00', 'AUC &gt; .999, d −1.50', 'AUC 1', 'of 2 pictures'],
        ...['with', 'without', 'n = 30 with, 1,200 without', 'n = 40 with, 1,200 without'],
      ]),
    );
  });

  it('labels the vertical axis of each row and the horizontal axis of the lowest histogram of each column', () => {
    const one = { title: 'a', positives: normal(30, 1), negatives: normal(30, 0) };
    const svg = histogramGrid({ histograms: Array(5).fill(one), columns: 3, axisLabel: 'score (nats)' });
    expect(texts(svg).filter((text) => text === 'density')).toHaveLength(2);
    expect(texts(svg).filter((text) => text === 'score (nats)')).toHaveLength(3);
    expect(texts(histogramGrid({ histograms: [one] }))).toContain('concept score v · z');
  });

  it('has no text over another, with any scores and labels', () => {
    const scores = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    const label = fc.string({ maxLength: 60 });
    const histogram = fc.record({
      title: label,
      positives: scores,
      negatives: scores,
      caption: label,
      auc: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(histogram, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -8, max: 2 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('round' as const, 'exact' as const),
        label,
        (list, exponent, bins, binning, axisLabel) => {
          const scaled = (values: readonly number[]) => values.map((value) => value * 10 ** exponent);
          const histograms = list.map((one) => ({
            ...one,
            positives: scaled(one.positives),
            negatives: scaled(one.negatives),
          }));
          const svg = histogramGrid({ histograms, columns: 2, bins, binning, axisLabel, title: axisLabel });
          expect(svg).not.toContain('NaN');
          expectNoOverlap(svg);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws equal scores', () => {
    expect(histogramGrid({ histograms: [{ title: 'a', positives: [2], negatives: [2, 2] }] })).not.toMatch(
      /NaN/,
    );
  });

  it.each([
    [{}, /^histogramGrid: expected \{ histograms: .* \}; got an object of type Object\.$/],
    [{ histograms: [] }, /^histogramGrid: expected at least one histogram; got none\.$/],
    [
      { histograms: [{ title: 'a', positives: [], negatives: [1] }] },
      /"a" must have at least one score in positives; got none\.$/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [Number.NaN] }] },
      /"a" must have finite negatives; score 0 is NaN\.$/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1e308], negatives: [-1e308] }] },
      /the scores of "a" must have a finite range; they are from -1e\+308 to 1e\+308;/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [1], auc: 1.2 }] },
      /^histogramGrid: histogram 0: auc must be a number from 0 to 1; got 1\.2\.$/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [1], cohensD: Number.NaN }] },
      /^histogramGrid: histogram 0: cohensD must be a finite number; got NaN; leave it out if it is not known\.$/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [1] }], binning: 'numpy' },
      /^histogramGrid: binning must be 'round' or 'exact'; got "numpy"\.$/,
    ],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [1] }], bins: 0 },
      /^histogramGrid: bins must be a whole number of at least 1; got 0\.$/,
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => histogramGrid(options as never)).toThrow(message);
  });
});
