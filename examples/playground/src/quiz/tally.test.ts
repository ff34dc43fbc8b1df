import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { guessingProbability, withAnswer } from './tally.js';

const python = pythonWith('scipy');

it.skipIf(python === undefined)(
  'the p-value is the upper tail of the binomial distribution, as in scipy',
  () => {
    const cases = [0, 1, 2, 5, 30, 300].flatMap((rounds) =>
      [0, 1, 2, 5, 12, 30, 60, 300].filter((hits) => hits <= rounds).map((hits) => ({ rounds, hits })),
    );
    const program =
      'import sys, json; from scipy.stats import binom; ' +
      'print(json.dumps([binom.sf(c["hits"] - 1, c["rounds"], 0.1) for c in json.load(sys.stdin)]))';
    const expected: number[] = JSON.parse(
      execFileSync(python!, ['-c', program], { input: JSON.stringify(cases), encoding: 'utf8' }),
    );
    for (const [i, tally] of cases.entries()) {
      expect(guessingProbability(tally, 10) / expected[i]!).toBeCloseTo(1, 9);
    }
  },
);

it('counts each concept and method separately, and changes no earlier tally', () => {
  const glasses = { conceptKey: 'a', concept: 'Eyeglasses', method: 'gradient' as const };
  const first = withAnswer([], glasses, true);
  const second = withAnswer(first, { ...glasses, method: 'rise' }, false);
  expect(withAnswer(second, glasses, false)).toEqual([
    { ...glasses, rounds: 2, hits: 1 },
    { ...glasses, method: 'rise', rounds: 1, hits: 0 },
  ]);
  expect(first).toEqual([{ ...glasses, rounds: 1, hits: 1 }]);
});

it('counts concepts of the same name separately', () => {
  const first = { conceptKey: 'a', concept: 'Lasso', method: 'gradient' as const };
  const second = { ...first, conceptKey: 'b' };
  expect(withAnswer(withAnswer([], first, true), second, false)).toEqual([
    { ...first, rounds: 1, hits: 1 },
    { ...second, rounds: 1, hits: 0 },
  ]);
});
