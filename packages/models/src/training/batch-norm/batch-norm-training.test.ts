import '@tensorflow/tfjs-backend-cpu';
import {
  memory,
  mul,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

/**
 * Behaviour of tfjs-layers that training relies on: `apply(x, { training: true })` under `variableGrads` normalises by the
 * batch, differentiates through its statistics and moves the averages, also in a nested model.
 * Expected numbers: numpy in double precision; dX by central differences.
 */
beforeAll(() => setBackend('cpu'));

const BATCH = [1, 2, 3, -1, 0, 4, 2, 0.5];
const COTANGENT = [1, 0, 0, 2, -1, 1, 0.5, 0.5];
const NORMALISED = [
  -0.57055223, -0.03109033, 2.11165668, -0.84185673, -1.91165668, 0.5094206, 0.77055223, -0.43647353,
];
const BY_INPUT = [
  1.34097045, -0.20486041, -0.67015022, 0.18390756, -1.00623035, 0.16655703, 0.33541012, -0.14560417,
];

/** `y = batchNorm(x W)` with the identity as W: the gradient with respect to W is Xᵀ dX. */
function batchNormModel(): LayersModel {
  const x = input({ shape: [2] });
  const dense = layers.dense({ units: 2, useBias: false, kernelInitializer: 'identity', name: 'linear' });
  const norm = layers.batchNormalization({ name: 'norm' });
  const inner = model({ inputs: x, outputs: norm.apply(dense.apply(x)) as SymbolicTensor });
  tidy(() => {
    norm.trainableWeights.forEach((weight, i) => {
      weight.write(tensor1d(i === 0 ? [1.5, 0.5] : [0.1, -0.2]));
    });
  });
  return inner;
}

const made: LayersModel[] = [];
afterEach(() => {
  for (const m of made.splice(0)) m.dispose();
});

describe.each(['flat', 'nested'])('BatchNorm in training, %s model', (kind) => {
  const make = () => {
    const inner = batchNormModel();
    if (kind === 'flat') {
      made.push(inner);
      return inner;
    }
    const x = input({ shape: [2] });
    const outer = model({ inputs: x, outputs: inner.apply(x) as SymbolicTensor });
    made.push(outer);
    return outer;
  };

  it('uses batch statistics, moves the averages once and differentiates through the statistics', () => {
    const net = make();
    const weight = (name: string) => net.weights.find((w) => w.originalName.endsWith(name))!.read();
    const variables = net.trainableWeights.map((w) => w.read() as Variable);
    const before = memory().numTensors;
    tidy(() => {
      const x = tensor2d(BATCH, [4, 2]);
      const c = tensor2d(COTANGENT, [4, 2]);
      let y: number[] = [];
      const { grads } = variableGrads(() => {
        const output = net.apply(x, { training: true }) as Tensor;
        y = Array.from(output.dataSync());
        return sum(mul(output, c)) as Scalar;
      }, variables);
      close(y, NORMALISED);
      const gradient = (name: string) => Array.from(grads[(weight(name) as Variable).name]!.dataSync());
      close(gradient('gamma'), [1.11758704, -1.38505926]);
      close(gradient('beta'), [0.5, 3.5]);
      close(gradient('kernel'), transposedTimes(BATCH, BY_INPUT));
    });
    close(Array.from(weight('moving_mean').dataSync()), [0.015, 0.01375]);
    close(Array.from(weight('moving_variance').dataSync()), [1.0025, 1.02421875]);
    expect(memory().numTensors).toBe(before);
  });

  it('otherwise uses the moving averages and does not change them', () => {
    const net = make();
    const y = tidy(() => Array.from((net.apply(tensor2d(BATCH, [4, 2])) as Tensor).dataSync()));
    const expected = BATCH.map(
      (value, i) => (value / Math.sqrt(1.001)) * [1.5, 0.5][i % 2]! + [0.1, -0.2][i % 2]!,
    );
    close(y, expected);
    const moving = net.nonTrainableWeights.map((w) => Array.from(w.read().dataSync()));
    expect(moving).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

function close(got: number[], expected: number[]): void {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
}

/** aᵀ b of two 4 × 2 matrices. */
function transposedTimes(a: number[], b: number[]): number[] {
  return [0, 1, 2, 3].map((k) => {
    const [i, j] = [k >> 1, k & 1];
    return [0, 1, 2, 3].reduce((total, row) => total + a[2 * row + i]! * b[2 * row + j]!, 0);
  });
}
