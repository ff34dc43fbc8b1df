import { expect, it } from 'vitest';
import type { GroundResult } from '../measures/ground-result.js';
import type { CaseResult } from '../measures/measure.js';
import { beats, beyondBySeed } from '../measures/summary.js';
import type { GroundName } from '../settings.js';
import type { Method } from './candidates.js';
import { rankFamilies } from './choose.js';

const method = (name: string): Method => ({
  name,
  kind: 'new',
  family: 'family',
  make: () => {
    throw new Error('not run');
  },
});
const caseOf = (concept: number, permuted: number, isotropic: number): CaseResult => ({
  concept: 'c',
  inputs: 1,
  mass: { concept, isotropic: [isotropic], permuted: [permuted - 0.5, permuted + 0.5] },
  auc: { concept: 0, isotropic: [0], permuted: [0] },
  positive: { with: 1, without: 0 },
  massWithout: 0,
  explainedByRandom: { isotropic: 0, permuted: 0 },
  checkerboard: 0,
});
const result = (
  ground: GroundName,
  seed: number,
  cases: Record<string, readonly CaseResult[]>,
): GroundResult => ({
  ground,
  seed,
  tissue: false,
  methods: Object.entries(cases).map(([name, own]) => ({ name, kind: 'new', cases: own })),
  raw: [],
});

it('ranks by the mean rank over the grounds, not by the mean of the numbers', () => {
  const results = [
    result('drawn-faces', 1, { a: [caseOf(9, 1, 1)], b: [caseOf(3, 1, 1)], c: [caseOf(2, 1, 1)] }),
    result('cmu-faces', 1, { a: [caseOf(1, 1, 1)], b: [caseOf(3, 1, 1)], c: [caseOf(2, 1, 1)] }),
    result('synthetic-bulb', 1, { a: [caseOf(1, 1, 1)], b: [caseOf(3, 1, 1)], c: [caseOf(2, 1, 1)] }),
  ];
  const family = rankFamilies(['a', 'b', 'c'].map(method), results).get('family')!;
  expect(family.map((one) => one.method.name)).toEqual(['b', 'a', 'c']);
  expect(family.map((one) => one.meanRank)).toEqual([4 / 3, 7 / 3, 7 / 3]);
});

it('beats the reference only if it does so for both nulls, as the mean over seeds', () => {
  const results = [
    result('drawn-faces', 2, {
      'IG, zeros': [caseOf(2, 1, 1)],
      x: [caseOf(4, 1, 1)],
      y: [caseOf(4, 1, 3.5)],
    }),
    result('drawn-faces', 3, {
      'IG, zeros': [caseOf(2, 1, 1)],
      x: [caseOf(1, 1, 1)],
      y: [caseOf(4, 1, 3.5)],
    }),
  ];
  expect(beyondBySeed(results, 'drawn-faces', 'x', 'permuted')).toEqual([3, 0]);
  expect(beats(results, 'drawn-faces', 'x')).toBe(true);
  expect(beats(results, 'drawn-faces', 'y')).toBe(false);
  expect(beats(results, 'drawn-faces', 'IG, zeros')).toBe(false);
});
