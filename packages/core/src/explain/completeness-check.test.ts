import { describe, expect, it } from 'vitest';
import { completenessCheck } from './completeness-check.js';

const warningsOf = (
  differences: readonly number[],
  gaps: readonly number[],
  more: { rounding?: readonly number[]; tolerance?: number } = {},
  times = 1,
): string[] => {
  const check = completenessCheck();
  const { rounding = gaps.map(() => 0), tolerance } = more;
  for (let k = 0; k < times; k++) {
    check.add({
      caller: 'method',
      names: ['hat'],
      differences: [differences],
      gaps: [gaps.map((gap) => (-1) ** k * gap)],
      rounding: [rounding],
      tolerance,
      remedy: 'take more steps',
    });
  }
  const warnings: string[] = [];
  check.warn((message) => warnings.push(message));
  return warnings;
};

describe('completenessCheck', () => {
  it('counts samples with a gap above 5 % of the difference', () => {
    expect(warningsOf([2, -3, 4, 2], [0.09, 0.6, -0.24, 0.1])).toEqual([
      'method: 2 of 4 maps miss the difference of scores that a map should add up to by more than 5 %; the map of ' +
        '"hat" for sample 1 misses it most, with -2.4 instead of -3, a gap of 20 %; take more steps.',
    ]);
    expect(warningsOf([2, -3], [0.09, 0.1])).toEqual([]);
  });

  it('names one map without a count, and gives no share of a difference that is almost 0', () => {
    expect(warningsOf([1e-3], [0.2])).toEqual([
      'method: the map misses the difference of scores that a map should add up to by more than 5 %; the map of ' +
        '"hat" for sample 0 misses it most, with 0.201 instead of 0.001; take more steps.',
    ]);
  });

  it('compares a gap with a tenth of the median if the difference of its sample is smaller', () => {
    expect(warningsOf([2, 2, 0], [0, 0, 0.009])).toEqual([]);
    expect(warningsOf([2, 2, 0], [0, 0, 0.011])).toHaveLength(1);
    expect(warningsOf([2, 2, 0], [0, 0, 0.009], { tolerance: 0.05 })).toHaveLength(1);
  });

  it('allows the tolerance that was chosen, and rounding', () => {
    expect(warningsOf([2], [0.18], { tolerance: 0.1 })).toEqual([]);
    expect(warningsOf([2], [0.22], { tolerance: 0.1 })[0]).toContain('by more than 10 %');
    expect(warningsOf([1e-6], [0.1], { rounding: [0.2] })).toEqual([]);
  });

  it('compares the means of several reports about a sample', () => {
    expect(warningsOf([2], [1], {}, 2)).toEqual([]);
    expect(warningsOf([2], [1], {}, 3)[0]).toContain('2.33 instead of 2, a gap of 17 %');
  });

  it('places samples of later batches, and warns per method', () => {
    const check = completenessCheck();
    for (const [caller, firstSample] of [
      ['a', 0],
      ['a', 2],
      ['b', 0],
    ] as const) {
      const report = { names: ['hat'], differences: [[1, 1]], gaps: [[0, 0.5]], rounding: [[0, 0]] };
      check.add({ ...report, caller, remedy: 'wait' }, firstSample);
    }
    const warnings: string[] = [];
    check.warn((message) => warnings.push(message));
    expect(warnings).toEqual([
      expect.stringMatching(/^a: 2 of 4 maps .* sample 1 /),
      expect.stringMatching(/^b: 1 of 2 maps /),
    ]);
  });
});
