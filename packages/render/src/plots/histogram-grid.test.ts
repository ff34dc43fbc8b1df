import { describe, expect, it } from 'vitest';
import { histogramGrid } from './histogram-grid.js';

const normal = (count: number, mean: number) =>
  Array.from({ length: count }, (_, i) => mean + Math.sin(i * 78.233) + Math.sin(i * 12.9898));

describe('histogramGrid', () => {
  it("draws each group's bars as shares of the group: they add up to the group's height", () => {
    const svg = histogramGrid({
      histograms: [{ title: 'Smiling', positives: [0, 0, 1, 3], negatives: [3, 3, 3, 3, 3, 3, 3, 3] }],
      bins: 3,
    });
    const [negatives, positives] = [...svg.matchAll(/<path d="([^"]*V[^"]*)" fill="#/g)].map((m) => m[1]!);
    const heights = (path: string) =>
      [...path.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)H/g)].map((m) => Number(m[1]) - Number(m[2]));
    // The negatives are all in one bin, of share 1 and full height; the positives' shares are ½, ¼ and ¼ of it.
    const [full] = heights(negatives!);
    expect(heights(negatives!)).toHaveLength(1);
    expect(heights(positives!).map((h) => Math.round((h / full!) * 100) / 100)).toEqual([0.5, 0.25, 0.25]);
  });

  it('has every title, caption and group, and no two cells on one place', () => {
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

  it('draws scores that are all equal', () => {
    expect(histogramGrid({ histograms: [{ title: 'a', positives: [2], negatives: [2, 2] }] })).not.toMatch(
      /NaN/,
    );
  });

  it.each([
    [{}, /expected \{ histograms/],
    [{ histograms: [] }, /got no histograms/],
    [{ histograms: [{ title: 'a', positives: [], negatives: [1] }] }, /"a" has no positives/],
    [{ histograms: [{ title: 'a', positives: [1], negatives: [Number.NaN] }] }, /negatives: score 0 is NaN/],
    [
      { histograms: [{ title: 'a', positives: [1], negatives: [1] }], bins: 0 },
      /bins must be a whole number/,
    ],
  ])('refuses %#', (options, message) => {
    expect(() => histogramGrid(options as never)).toThrow(message);
  });
});
