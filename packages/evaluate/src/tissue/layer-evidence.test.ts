import { describe, expect, it } from 'vitest';
import { layerEvidence } from './layer-evidence.js';

// Six spots in a row, three of each layer, and one spot without a label, which must not count.
const labels = ['A', 'A', 'A', 'B', 'B', 'B', null];
const neighbours = labels.map((_, i) => [i - 1, i + 1].filter((j) => j >= 0 && j < 7));
const good = [3, 2, 2, 1, 1, 0, 0];
const bad = good.map((value) => -value);
const flat = labels.map(() => 0);
const counts = [9, 5, 7, 5, 1, 1, 99];

describe('layerEvidence', () => {
  it('is the area under the ROC curve of each map, of their mean, and of random maps', () => {
    const evidence = layerEvidence([good, counts], labels, 'A', {
      randomMaps: [
        [bad, bad],
        [flat, good],
      ],
    });
    // The counts order eight of the nine pairs; one pair is a tie.
    expect([...evidence.perMap]).toEqual([1, 8.5 / 9]);
    expect(evidence.oneMap).toBeCloseTo((1 + 8.5 / 9) / 2, 14);
    // The mean is [6, 3.5, 4.5, 3, 1, .5].
    expect(evidence.meanMap).toBe(1);
    expect(evidence.randomMap).toBe((0 + (0.5 + 1) / 2) / 2);
    expect(evidence.moransI).toBeNaN();
    expect(layerEvidence([good], labels, ['B']).oneMap).toBe(0);
  });

  it('ignores spots without a label, and NaN', () => {
    const some = [3, Number.NaN, 0, 1, Number.NaN, 1, Number.NaN];
    // 3 is above both, 0 below both.
    expect(layerEvidence([some], labels, 'A').oneMap).toBe(0.5);
  });

  it('takes several layers as one', () => {
    const three = ['A', 'A', 'C', 'B', 'B', 'B', null];
    expect(layerEvidence([good], three, ['A', 'C']).oneMap).toBe(1);
  });

  it("averages Moran's I over the maps that are not constant", () => {
    const { moransI } = layerEvidence([flat, good], labels, 'A', { neighbours });
    expect(moransI).toBe(layerEvidence([good], labels, 'A', { neighbours }).moransI);
    expect(moransI).toBeGreaterThan(0.5);
    expect(layerEvidence([flat], labels, 'A', { neighbours }).moransI).toBeNaN();
  });

  it.each<[string, () => unknown, string]>([
    [
      'an unknown layer',
      () => layerEvidence([good], labels, 'a'),
      'no spot has the label "a"; valid labels: A, B.',
    ],
    ['all layers', () => layerEvidence([good], labels, ['A', 'B']), 'labelled spots also outside the layers'],
    ['no layers', () => layerEvidence([good], labels, []), 'expected at least one layer'],
    ['no maps', () => layerEvidence([], labels, 'A'), 'maps must hold at least one map'],
    [
      'one map instead of many',
      () => layerEvidence(good as never, labels, 'A'),
      'map 0 of maps must be a list of numbers',
    ],
    [
      'a map of other spots',
      () => layerEvidence([[1, 2]], labels, 'A'),
      'one value per label, 7; map 0 of maps has 2.',
    ],
    ['infinity', () => layerEvidence([[...bad.slice(1), Infinity]], labels, 'A'), 'spot 6 has Infinity'],
    [
      'a map without a value in the layer',
      () => layerEvidence([[NaN, NaN, NaN, 1, 2, 3, 4]], labels, 'A'),
      'map 0 of maps must have a value at labelled spots inside and outside the layer; all inside are NaN.',
    ],
    ['no random maps', () => layerEvidence([good], labels, 'A', { randomMaps: [] }), 'at least one vector'],
    [
      'no labels',
      () => layerEvidence([good], undefined as never, 'A'),
      'labels must be an array; got undefined',
    ],
    [
      'labels that are missing instead of null',
      () => layerEvidence([good], [...labels.slice(0, 6), undefined] as never, 'A'),
      'labels must be texts, or null for spots without a label; spot 6 has undefined.',
    ],
    [
      'an unknown option',
      () => layerEvidence([good], labels, 'A', { random: [] } as never),
      'unknown option "random"',
    ],
    [
      'neighbours of others',
      () => layerEvidence([good], labels, 'A', { neighbours: [[1]] }),
      'each of 7 spots',
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});
