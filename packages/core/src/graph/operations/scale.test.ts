import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import { isLinear, isRouting } from '../linear.js';

beforeAll(() => useBackend('cpu'));

const x = { values: numbers(24, 1), shape: [2, 3, 4] };
const own = [0.5, -2, 0, 3];

describe.each([
  ['scale', (a: number, b: number) => a * b],
  ['shift', (a: number, b: number) => a + b],
] as const)('%s', (kind, of) => {
  const make = (by: tf.Tensor | number) =>
    kind === 'scale' ? ({ kind, factor: by } as const) : ({ kind, by } as const);

  it('by a number', () =>
    expectDefinition(
      () => make(-1.5),
      x,
      (values) => values.map((value) => of(value, -1.5)),
    ));

  it('by a number for each channel', () =>
    expectDefinition(
      () => make(tf.tensor1d(own)),
      x,
      (values) => values.map((value, i) => of(value, own[i % 4]!)),
    ));

  it('by a number for each place', () =>
    expectDefinition(
      () => make(tf.tensor2d([1, 2, -3], [3, 1])),
      x,
      (values) => values.map((value, i) => of(value, [1, 2, -3][Math.floor(i / 4) % 3]!)),
    ));

  it('along an axis on which the input is broadcast', () =>
    expectDefinition(
      () => make(tf.tensor1d(own)),
      { values: numbers(6, 2), shape: [2, 3, 1] },
      (values) => values.flatMap((value) => own.map((by) => of(value, by))),
    ));

  it('is linear, and copies nothing', () => {
    expect([isLinear(make(2)), isRouting(make(2))]).toEqual([true, false]);
  });
});
