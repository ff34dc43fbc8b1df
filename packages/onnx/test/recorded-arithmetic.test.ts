import type { Elementwise, Merge, Operation } from '@csm/core/extend';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { reductions } from '../../core/test/operation-cases.js';
import { expectRecorded, randomNumbers, randomWeight } from './recorded.js';

const positive = (input: number, count: number) =>
  randomNumbers(count, `positive ${input}`).map((x) => Math.abs(x) + 0.1);
const belowOne = (input: number, count: number) =>
  randomNumbers(count, `below 1 ${input}`).map((x) => 0.95 * Math.tanh(x));
const aboveOne = (input: number, count: number) => positive(input, count).map((x) => x + 1);

const FUNCTIONS: readonly (readonly [settings: Omit<Elementwise, 'kind'>, numbers?: typeof positive])[] = [
  ...(['abs', 'atan', 'ceil', 'cos', 'cosh', 'exp', 'floor', 'isInfinite', 'isNaN'] as const).map(
    (name) => [{ function: name }] as const,
  ),
  ...(['round', 'sign', 'sin', 'sinh', 'tan', 'truncate', 'asinh'] as const).map(
    (name) => [{ function: name }] as const,
  ),
  ...(['acos', 'asin', 'atanh'] as const).map((name) => [{ function: name }, belowOne] as const),
  ...(['log', 'reciprocal', 'sqrt'] as const).map((name) => [{ function: name }, positive] as const),
  [{ function: 'acosh' }, aboveOne],
  ...[0, 0.5, 1, 2, 3, -1, 1.7, -2].map((exponent) => [{ function: 'power', exponent }, positive] as const),
  ...[2, 3].map((exponent) => [{ function: 'power', exponent }] as const),
  [{ function: 'clip', minimum: -0.5 }],
  [{ function: 'clip', maximum: 0.4 }],
  [{ function: 'clip', minimum: -0.5, maximum: 1 }],
];

const MERGES = [
  'add',
  'average',
  'subtract',
  'multiply',
  'maximum',
  'minimum',
  'divide',
  'power',
  'modulo',
] as const;

describe('recorded arithmetic', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(FUNCTIONS.map(([settings, numbers]) => ({ ...settings, settings, numbers })))(
    'elementwise: $function $exponent',
    async ({ settings, numbers }) => {
      const tolerance = 4e-6;
      await expectRecorded({ kind: 'elementwise', ...settings }, [[3, 7]], {
        tolerance,
        ...(numbers && { numbers }),
      });
    },
  );

  // ONNX Runtime's erf is more accurate: that of tfjs has errors of up to 1.5e-7.
  it('elementwise: erf', () => expectRecorded({ kind: 'elementwise', function: 'erf' }, [[3, 7]]));

  it.each(MERGES)('%s', async (kind) => {
    const merge: Merge = { kind };
    await expectRecorded(
      merge,
      [
        [3, 7],
        [3, 7],
      ],
      { numbers: positive },
    );
    await expectRecorded(merge, [[3, 7], [7]], { numbers: positive });
    await expectRecorded(
      merge,
      [
        [3, 1],
        [1, 7],
      ],
      { numbers: positive, single: [1] },
    );
    await expectRecorded(
      merge,
      [
        [2, 1, 3, 1, 2],
        [1, 2, 3, 2, 2],
      ],
      { numbers: positive },
    );
    if (['add', 'average', 'multiply', 'maximum', 'minimum'].includes(kind)) {
      await expectRecorded(merge, [[3], [3], [3]], { single: [2] });
    }
  });

  it('modulo, with the sign of the divisor and with that of the dividend', async () => {
    const numbers = (input: number, count: number) =>
      randomNumbers(count, `remainders ${input}`).map((x) => (input === 0 ? 4 * x : x + Math.sign(x)));
    for (const truncated of [false, true]) {
      await expectRecorded(
        { kind: 'modulo', truncated },
        [
          [3, 7],
          [3, 7],
        ],
        { numbers },
      );
    }
  });

  it('scale and shift, by a number or a weight', async () => {
    for (const by of [2.5, randomWeight(7), randomWeight(3, 1)]) {
      const { written } = await expectRecorded({ kind: 'scale', factor: by }, [[3, 7]]);
      expect(written).toContain('Mul');
      await expectRecorded({ kind: 'shift', by }, [[3, 7]]);
    }
    await expectRecorded({ kind: 'scale', factor: randomWeight(2, 1, 3, 1, 2) }, [[2, 2, 3, 2, 2]]);
  });

  it.each(reductions)('reduction: %s', async (reduction) => {
    for (const axes of [[1], [2], [1, 2], [1, 3]]) {
      for (const keepDims of [false, true]) {
        const options = reduction === 'logSum' ? { numbers: positive } : {};
        await expectRecorded({ kind: 'reduction', reduction, axes, keepDims }, [[3, 5, 2]], options);
      }
    }
  });

  it.each([
    'equal',
    'notEqual',
    'greater',
    'greaterOrEqual',
    'less',
    'lessOrEqual',
    'and',
    'or',
    'xor',
    'not',
  ] as const)('comparison: %s', async (comparison) => {
    const operation: Operation = { kind: 'comparison', comparison };
    const truth = (input: number, count: number) =>
      randomNumbers(count, `truth ${input}`).map((x) => (x > 0 ? 1 : 0));
    const options = ['and', 'or', 'xor', 'not'].includes(comparison) ? { numbers: truth } : {};
    if (comparison === 'not') return void (await expectRecorded(operation, [[3, 4]], options));
    await expectRecorded(
      operation,
      [
        [3, 4],
        [3, 4],
      ],
      options,
    );
    await expectRecorded(operation, [[3, 4], [4]], options);
    await expectRecorded(
      operation,
      [
        [3, 4],
        [1, 4],
      ],
      { ...options, single: [1] },
    );
  });

  it('where', async () => {
    const numbers = (input: number, count: number) =>
      randomNumbers(count, `where ${input}`).map((x) => (input > 0 ? x : x > 0 ? 1 : 0));
    await expectRecorded(
      { kind: 'where' },
      [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      { numbers },
    );
    await expectRecorded({ kind: 'where' }, [[3, 1], [4], [3, 1]], { numbers, single: [2] });
    await expectRecorded(
      { kind: 'where' },
      [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      { numbers, single: [0] },
    );
  });
});
