import type { Gate } from '@csm/evaluate';
import { expect, it } from 'vitest';
import type { ConceptResult } from './evaluate.js';
import { incompleteNote, reportJson, resultsTable, summarise } from './results.js';

const part = { found: 'Found.', cannotSee: 'Unseen.', todo: 'Do.' };
const gateOf = (verdict: Gate['verdict'], correlation: number): Gate => ({
  verdict,
  reasons: [],
  concept: { verdict: 'believe', ...part },
  map: {
    verdict,
    ...part,
    measured: {
      correlation,
      correlations: Float64Array.of(correlation),
      overlap: 0.5,
      overlaps: Float64Array.of(0.5),
      uniform: 0.4,
      unread: 0,
      features: 64,
    },
  },
});

const result = (concept: ConceptResult['concept'], share: number, gate: Gate): ConceptResult => ({
  concept,
  auc: 0.9,
  faces: 2,
  areaShare: 0.1,
  methods: {
    gradient: {
      share,
      random: { mean: 0.1, smallest: 0.05, largest: 0.2 },
      explainedByRandom: share,
      gate,
      incomplete: gate.verdict === 'believe' ? [] : ['integratedGradients: 2 of 10 maps miss …'],
    },
  },
});
const results = [
  result('Smiling', 0.3, gateOf('believe', 0.8)),
  result('Bald', 0.5, gateOf('doubt', 0.2)),
  result('Wearing_Hat', 0.4, gateOf('too few to tell', 0.5)),
];

it('lists shares next to those of random vectors, and for how many concepts the gate believes the maps', () => {
  const summary = summarise(results);
  const { gradient } = summary;
  expect(gradient!.shareOverArea).toBeCloseTo(4, 12);
  expect(gradient!.randomOverArea).toBeCloseTo(1, 12);
  expect(gradient!.explainedByRandom).toBeCloseTo(0.4, 12);
  expect(gradient!.correlation).toBeCloseTo(0.5, 12);
  expect(gradient!.believed).toBe(1);
  const table = resultsTable(results, summary);
  expect(table).toMatch(/^Smiling +0\.900 +10\.0 % +30\.0 % \(10\.0 %\)$/m);
  expect(table).toMatch(/^agrees with the encoder +0\.50$/m);
  expect(table).toMatch(/^believed +1 of 3$/m);
  expect(incompleteNote(results, 10)).toMatch(/only 10 steps/);
  expect(incompleteNote(results.slice(0, 1), 10)).toBe('');
});

it('writes the numbers of each face as lists', () => {
  const { concepts } = JSON.parse(reportJson({ concepts: results }));
  expect(concepts[0].methods.gradient.gate.map.measured.correlations).toEqual([0.8]);
});
