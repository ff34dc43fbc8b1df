import { describe, expect, it } from 'vitest';
import { histogramGrid } from './histogram-grid.js';

const normal = (count: number, mean: number) =>
  Array.from({ length: count }, (_, i) => mean + Math.sin(i * 78.233) + Math.sin(i * 12.9898));

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
    for (const text of ['Scores', 'Concept_9 &amp; co', 'AUC 0.9', 'has it', 'has not'])
      expect(svg).toContain(`>${text}<`);
    const places = [...svg.matchAll(/x="([\d.]+)" y="([\d.]+)"[^>]*>Concept/g)].map((m) => `${m[1]},${m[2]}`);
    expect(new Set(places).size).toBe(10);
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
      { histograms: [{ title: 'a', positives: [1], negatives: [1] }], bins: 0 },
      /^histogramGrid: bins must be a whole number of at least 1; got 0\.$/,
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => histogramGrid(options as never)).toThrow(message);
  });
});
