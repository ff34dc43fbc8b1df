import { expect, it } from 'vitest';
import type { ConceptResult } from './evaluate.js';
import { incompleteNote, resultsTable, summarise } from './results.js';

it('lists shares next to those of random vectors, and for how many concepts the gate warns', () => {
  const result = (concept: ConceptResult['concept'], share: number, warnings: string[]): ConceptResult => ({
    concept,
    auc: 0.9,
    faces: 2,
    areaShare: 0.1,
    methods: {
      gradient: {
        share,
        random: { mean: 0.1, smallest: 0.05, largest: 0.2 },
        explainedByRandom: warnings.length > 0 ? 0.9 : 0.1,
        warnings,
        incomplete: warnings.map(() => 'integratedGradients: 2 of 10 maps miss …'),
      },
    },
  });
  const results = [result('Smiling', 0.3, []), result('Bald', 0.5, ['the maps are not distinguishable'])];
  const summary = summarise(results);
  const { gradient } = summary;
  expect(gradient!.shareOverArea).toBeCloseTo(4, 12);
  expect(gradient!.randomOverArea).toBeCloseTo(1, 12);
  expect(gradient!.explainedByRandom).toBeCloseTo(0.5, 12);
  expect(gradient!.warnedOf).toBe(1);
  const table = resultsTable(results, summary);
  expect(table).toMatch(/^Smiling +0\.900 +10\.0 % +30\.0 % \(10\.0 %\)$/m);
  expect(table).toMatch(/^warnings +1 of 2$/m);
  expect(incompleteNote(results, 10)).toMatch(/only 10 steps/);
  expect(incompleteNote(results.slice(0, 1), 10)).toBe('');
});
