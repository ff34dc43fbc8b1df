import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import { isFlat, isLinear, isRouting } from '../linear.js';
import { forward, vjp } from '../operation.js';
import type { Elementwise, ElementwiseName } from './elementwise.js';

beforeAll(() => useBackend('cpu'));

/** ∫ exp(−t²), by Simpson's rule. */
function erf(x: number): number {
  const [steps, f] = [2000, (t: number) => Math.exp(-t * t)];
  const h = x / steps;
  let sum = f(0) + f(x);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i * h);
  return (2 / Math.sqrt(Math.PI)) * (h / 3) * sum;
}

const around = (centre: number, width: number) => numbers(12, 3).map((x) => centre + width * Math.tanh(x));
const any = numbers(14, 5).map((x) => 2 * x);

const SMOOTH: Record<string, [Omit<Elementwise, 'kind'>, readonly number[], (x: number) => number]> = {
  abs: [{ function: 'abs' }, any, Math.abs],
  acos: [{ function: 'acos' }, around(0, 0.9), Math.acos],
  acosh: [{ function: 'acosh' }, around(3, 1.8), Math.acosh],
  asin: [{ function: 'asin' }, around(0, 0.9), Math.asin],
  asinh: [{ function: 'asinh' }, [...any, -500, 1e-4], Math.asinh],
  atan: [{ function: 'atan' }, any, Math.atan],
  atanh: [{ function: 'atanh' }, around(0, 0.9), Math.atanh],
  'clip to both sides': [
    { function: 'clip', minimum: -1, maximum: 0.5 },
    any,
    (x) => Math.min(Math.max(x, -1), 0.5),
  ],
  'clip from below': [{ function: 'clip', minimum: -1 }, any, (x) => Math.max(x, -1)],
  'clip from above': [{ function: 'clip', maximum: 0.7 }, any, (x) => Math.min(x, 0.7)],
  'clip to no side': [{ function: 'clip' }, any, (x) => x],
  cos: [{ function: 'cos' }, any, Math.cos],
  cosh: [{ function: 'cosh' }, around(0, 1), Math.cosh],
  erf: [{ function: 'erf' }, any, erf],
  exp: [{ function: 'exp' }, around(0, 1), Math.exp],
  log: [{ function: 'log' }, around(2, 1.5), Math.log],
  log1p: [{ function: 'log1p' }, [...around(0, 0.9), 250, 1e-6], Math.log1p],
  'power 0': [{ function: 'power', exponent: 0 }, any, () => 1],
  'power 1': [{ function: 'power', exponent: 1 }, any, (x) => x],
  'power 2': [{ function: 'power', exponent: 2 }, around(0, 1.5), (x) => x * x],
  'power 3': [{ function: 'power', exponent: 3 }, around(0, 1.5), (x) => x ** 3],
  'power 4': [{ function: 'power', exponent: 4 }, around(0, 1.5), (x) => x ** 4],
  'power 0.5': [{ function: 'power', exponent: 0.5 }, around(2, 1), Math.sqrt],
  'power −1': [{ function: 'power', exponent: -1 }, around(-2, 1), (x) => 1 / x],
  'power −2.5': [{ function: 'power', exponent: -2.5 }, around(2, 1), (x) => x ** -2.5],
  reciprocal: [{ function: 'reciprocal' }, around(2, 1), (x) => 1 / x],
  sin: [{ function: 'sin' }, any, Math.sin],
  sinh: [{ function: 'sinh' }, around(0, 1), Math.sinh],
  sqrt: [{ function: 'sqrt' }, around(2, 1), Math.sqrt],
  tan: [{ function: 'tan' }, around(0, 1), Math.tan],
};

const STEPS: Partial<Record<ElementwiseName, (x: number) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  sign: Math.sign,
  truncate: Math.trunc,
  isNaN: (x) => (Number.isNaN(x) ? 1 : 0),
  isInfinite: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0),
  round: (x) => [-2, -2, -0, 0, 2, 2, -1, 1][[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -1.2, 0.7].indexOf(x)] ?? x,
};

describe('elementwise functions', () => {
  it.each(Object.entries(SMOOTH))('%s', async (_, [settings, values, own]) => {
    const operation: Elementwise = { kind: 'elementwise', ...settings };
    await expectDefinition(
      () => operation,
      { values, shape: [2, values.length / 2] },
      (x) => x.map(own),
    );
    expect([isLinear(operation), isRouting(operation), isFlat(operation)]).toEqual([false, false, false]);
  });

  it.each(Object.entries(STEPS))('%s only changes in steps', async (name, own) => {
    const operation: Elementwise = { kind: 'elementwise', function: name as ElementwiseName };
    const invalid = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, ...(name.startsWith('is') ? invalid : [-1.2, 0.7])];
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const x = tf.tensor1d(values);
      const output = forward(operation, [x]);
      expect(Array.from(output.dataSync(), (value) => value + 0)).toEqual(
        values.map((value) => own(value) + 0),
      );
      const [leaving] = vjp(operation, { inputs: [x], output }, tf.onesLike(x));
      expect([...leaving!.dataSync()]).toEqual(values.map(() => 0));
    }
    expect(isFlat(operation)).toBe(true);
  });

  it.each<[Omit<Elementwise, 'kind'>, number]>([
    [{ function: 'sqrt' }, 0],
    [{ function: 'log' }, 0],
    [{ function: 'log1p' }, -1],
    [{ function: 'reciprocal' }, 0],
    [{ function: 'power', exponent: 0.5 }, 0],
    [{ function: 'power', exponent: -1 }, 0],
    [{ function: 'power', exponent: 0.3 }, 0],
    [{ function: 'asin' }, 1],
    [{ function: 'acos' }, -1],
    [{ function: 'acosh' }, 1],
    [{ function: 'atanh' }, 1],
    [{ function: 'abs' }, 0],
    [{ function: 'power', exponent: 2 }, 0],
  ])('%o has derivative 0 at %d, where it has none', async (settings, at) => {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const x = tf.tensor1d([at, at]);
      const record = { inputs: [x], output: x };
      const [leaving] = vjp({ kind: 'elementwise', ...settings }, record, tf.tensor1d([3, 0]));
      expect([...leaving!.dataSync()]).toEqual([0, 0]);
    }
  });

  it('a limit has derivative 1 at its corner', () => {
    const x = tf.tensor1d([-1, 0, 2, 3]);
    const operation: Elementwise = { kind: 'elementwise', function: 'clip', minimum: 0, maximum: 2 };
    const [leaving] = vjp(operation, { inputs: [x], output: x }, tf.onesLike(x));
    expect([...leaving!.dataSync()]).toEqual([0, 1, 1, 0]);
  });
});
