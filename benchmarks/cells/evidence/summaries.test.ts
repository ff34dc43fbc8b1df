import { expect, it } from 'vitest';
import { type PbmcResult, pbmcJson } from '../pbmc-table.js';
import type { SimulationResult } from '../simulation-table.js';
import { firstGenesList, groupsTable, markerTable, overlapTable } from './pbmc-summary.js';
import { comparisonWithTest, firstGenesTable, precisionTable } from './simulation-summary.js';

function run(scenario: string, seed: number, precisions: Readonly<Record<string, number>>): SimulationResult {
  const methods = Object.entries(precisions).map(([method, averagePrecision]) => ({
    ...{ method, averagePrecision, earlyPrecision: averagePrecision / 2 },
    ...{ programShare: 0.25, batchShare: 0 },
  }));
  return { scenario, seed, epochs: 1, seconds: 1, methods };
}

// Seeds in another order, so that pairs must be found by seed.
const simulations = [
  run('plain', 1, { gradient: 0.5, IG: 0.2, DeepLIFT: 0.9, Wilcoxon: 0.4, random: 0.1 }),
  run('plain', 0, { gradient: 0.9, IG: 0.7, DeepLIFT: 0.9, Wilcoxon: 0.8, random: 0.1 }),
  run('rare', 0, { gradient: 0.5, IG: 0.2, DeepLIFT: 0.5, Wilcoxon: 0.5, random: 0 }),
];

it('calls a method better or worse than the test only if it is so for each seed', () => {
  expect(comparisonWithTest(simulations).split('\n')).toEqual([
    '- **plain**: better than Wilcoxon for each seed: gradient; DeepLIFT. Neither better nor worse for each seed: none. Worse for each seed: 1 of 3 methods.',
    '- **rare**: better than Wilcoxon for each seed: none. Neither better nor worse for each seed: gradient; DeepLIFT. Worse for each seed: 1 of 3 methods.',
  ]);
  const rows = precisionTable(simulations).split('\n');
  expect(rows[0]).toMatch(/^\| method +\| plain +\| rare +\|$/);
  expect(rows[2]).toMatch(/^\| gradient +\| \.70 \(\.50–\.90\) ↑ +\| \.50 \(\.50–\.50\) +\|$/);
  expect(rows[3]).toMatch(/^\| IG +\| \.45 \(\.20–\.70\) ↓ +\| \.20 \(\.20–\.20\) ↓ +\|$/);
  expect(rows[5]).toMatch(/^\| Wilcoxon +\| \.60 \(\.40–\.80\) +\|/);
});

it('says of which kinds the first genes are', () => {
  expect(firstGenesTable(simulations).split('\n')[2]).toMatch(/^\| gradient +\| \.35 \/ \.25 \/ \.00 +\|/);
});

const pbmc: PbmcResult[] = [
  {
    concept: 'B cell',
    description: 'CD19 high',
    cells: [20, 1180],
    markers: ['MS4A1', 'CD79A'],
    methods: [
      {
        method: 'gradient',
        ranks: [
          [3, 1200],
          [1, 2],
        ],
        first: [
          ['A', 'B', 'MS4A1'],
          ['MS4A1', 'CD79A', 'A'],
        ],
      },
    ],
  },
];

it('shows the ranks of markers for each seed, and what two seeds share', () => {
  expect(markerTable(pbmc).split('\n')[0]).toBe('| method   | MS4A1, B cell | CD79A, B cell |');
  expect(markerTable(pbmc).split('\n')[2]).toBe('| gradient | 3 / 1         | 1,200 / 2     |');
  expect(overlapTable(pbmc).split('\n')[2]).toBe('| gradient | 2 of 3 |');
  expect(firstGenesList(pbmc, ['gradient'], 2).split('\n')[2]).toMatch(/\| B cell +\| gradient \| A, B +\|/);
  expect(groupsTable(pbmc).split('\n')[2]).toMatch(/\| B cell +\| CD19 high \| 20 +\| 1180 +\|/);
  expect(() => firstGenesList(pbmc, ['IG'])).toThrow('"B cell" has no method "IG"');
});

it('writes JSON with one line per method', () => {
  const [concept] = pbmc;
  const both = [concept!, { ...concept!, methods: [...concept!.methods, ...concept!.methods] }];
  expect(JSON.parse(pbmcJson(both))).toEqual(both);
  expect(
    pbmcJson(both)
      .split('\n')
      .filter((line) => line.includes('"method":')),
  ).toHaveLength(3);
});
