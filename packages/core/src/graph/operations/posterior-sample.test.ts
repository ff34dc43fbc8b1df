import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { forward, vjp } from '../operation.js';
import { DEVIATION_FORMS, type DeviationForm } from './posterior-sample.js';

const SIGMA: Record<DeviationForm, (output: number) => number> = {
  logVariance: (l) => Math.exp(l / 2),
  logStd: (s) => Math.exp(s),
  variance: (v) => Math.sqrt(v),
  std: (s) => s,
};

const means = [0.5, -1, 2, 0.25];
const outputs = [0.75, 1.5, 0.125, 2.25];
const epsilons = [-0.5, 1.25, 2, -1];
const cotangents = [1, -2, 0.5, 3];
const rows = (values: readonly number[]) => tf.tensor2d([...values], [2, 2]);

describe.each(BACKENDS)('posteriorSample on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(DEVIATION_FORMS)('draws μ + σ ε, with the σ of %s', (form) => {
    const operation = { kind: 'posteriorSample', form, noise: rows(epsilons) } as const;
    const z = tf.tidy(() => forward(operation, [rows(means), rows(outputs)]));
    for (const [i, value] of z.dataSync().entries()) {
      expect(value).toBeCloseTo(means[i]! + SIGMA[form](outputs[i]!) * epsilons[i]!, 5);
    }
  });

  it.each(DEVIATION_FORMS)('has the derivative of its finite differences for %s', (form) => {
    const operation = { kind: 'posteriorSample', form, noise: rows(epsilons) } as const;
    const inputs: [tf.Tensor, tf.Tensor] = [rows(means), rows(outputs)];
    const output = tf.tidy(() => forward(operation, inputs));
    const [ofMean, ofOutput] = tf.tidy(() => vjp(operation, { inputs, output }, rows(cotangents)));
    expect([...ofMean!.dataSync()]).toEqual(cotangents);
    const h = 1e-5;
    for (const [i, value] of ofOutput!.dataSync().entries()) {
      // In float64, independent of the operation.
      const slope = (SIGMA[form](outputs[i]! + h) - SIGMA[form](outputs[i]! - h)) / (2 * h);
      expect(value).toBeCloseTo(cotangents[i]! * epsilons[i]! * slope, 5);
    }
  });
});
