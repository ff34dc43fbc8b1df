import type { SpatialCounts } from '@csm/datasets';
import { countsByGene } from '@csm/datasets/readers';
import { expect, it } from 'vitest';
import { conceptEvidence, meanEvidence } from './evidence.js';
import { agreement } from './stability.js';
import { verdict } from './verdict.js';

// Six spots in a row, three of each layer, and one spot without a label, which must not count.
const labels = ['A', 'A', 'A', 'B', 'B', 'B', null];
const rows = [9, 5, 7, 5, 1, 1, 99].map((count) => ({
  genes: Uint32Array.of(0, 1),
  values: Float32Array.of(count, 10),
}));
const counts: SpatialCounts = {
  spots: { names: labels.map((_, i) => `${i}x0`), x: new Float64Array(7), y: new Float64Array(7), labels },
  genes: ['G', 'H'],
  counts: countsByGene(rows, 2),
};
const concept = { name: 'G', vector: Float32Array.of(1) };
const gene = { gene: 'G', index: 0, r: 1, p: 0, q: 0 };
const neighbours = labels.map((_, i) => [i - 1, i + 1].filter((j) => j >= 0 && j < 7));

it('measures counts, decoded concept and maps by the area under the ROC curve', () => {
  const good = Float32Array.of(3, 2, 2, 1, 1, 0, 0);
  const bad = good.map((value) => -value);
  const flat = new Float32Array(7);
  const evidence = conceptEvidence({
    counts,
    found: { concept, genes: [gene], ranking: [gene] },
    decoded: bad,
    maps: [
      {
        method: { key: 'm', name: 'm', explainer: null as never, vector: 'mean' },
        rasters: null as never,
        randomRasters: [],
        maps: [good],
        random: [[bad], [flat]],
        dependence: { depends: true, explainedByRandom: 0.1, warnings: [], control: null as never },
        warnings: [],
      },
    ],
    neighbours,
    layers: ['A'],
  });
  // The counts order eight of the nine pairs; one pair is a tie.
  expect(evidence[0]).toMatchObject({
    what: 'raw counts',
    genes: 8.5 / 9,
    mean: 8.5 / 9,
    random: Number.NaN,
  });
  expect(evidence[2]).toMatchObject({ what: 'decoded concept', genes: Number.NaN, mean: 0 });
  expect(evidence[3]).toMatchObject({
    what: 'm',
    genes: 1,
    mean: 1,
    random: (0 + 0.5) / 2,
    explainedByRandom: 0.1,
  });
  expect(meanEvidence([evidence, evidence])).toEqual(evidence);
  expect(verdict(evidence)[0]).toContain('reach 1.000, more than the raw counts of the same genes (.944)');
});

it('measures how much two trainings agree', () => {
  const run = {
    marker: 'G',
    genes: ['G', 'H', 'I'],
    maps: { m: [1, 2, 3, Number.NaN] },
    decoded: [1, 2, 3, 9],
  };
  const other = { ...run, genes: ['I', 'G', 'K'], maps: { m: [3, 2, 1, 5] }, decoded: [1, 2, 3, 9] };
  expect(agreement(run, other)).toEqual({ marker: 'G', shared: 2, of: 3, decoded: 1, maps: { m: -1 } });
});
