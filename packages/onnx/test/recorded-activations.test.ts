import type { Activation } from '@csm/core/extend';
import { tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomNumbers } from './recorded.js';

const slopes = randomNumbers(7, 'slopes');

/** Each activation, with the operators of its written forward pass. */
const ACTIVATIONS: readonly (readonly [settings: Omit<Activation, 'kind'>, written: string])[] = [
  [{ activation: 'linear' }, ''],
  [{ activation: 'relu' }, 'Relu'],
  [{ activation: 'relu', maximum: 1.5 }, 'Clip'],
  [{ activation: 'relu6' }, 'Clip'],
  [{ activation: 'leakyRelu', alpha: 0.2 }, 'LeakyRelu'],
  [{ activation: 'prelu', alpha: { values: Float32Array.from(slopes), shape: [7] } }, 'PRelu'],
  [{ activation: 'thresholdedRelu', theta: 0.7 }, 'ThresholdedRelu'],
  [{ activation: 'elu' }, 'Elu'],
  [{ activation: 'elu', alpha: 0.7 }, 'Elu'],
  [{ activation: 'celu' }, 'Celu'],
  [{ activation: 'celu', alpha: 2 }, 'Celu'],
  [{ activation: 'selu' }, 'Selu'],
  [{ activation: 'gelu' }, 'Div Erf Add Mul Mul'],
  [{ activation: 'gelu_new' }, 'Mul Mul Mul Add Mul Tanh Add Mul Mul'],
  [{ activation: 'sigmoid' }, 'Sigmoid'],
  [{ activation: 'hardSigmoid' }, 'HardSigmoid'],
  [{ activation: 'hardSigmoid', alpha: 1 / 6, beta: 0.4 }, 'HardSigmoid'],
  [{ activation: 'hardSwish' }, 'HardSwish'],
  [{ activation: 'hardTanh' }, 'Clip'],
  [{ activation: 'tanh' }, 'Tanh'],
  [{ activation: 'softplus' }, 'Softplus'],
  [{ activation: 'softsign' }, 'Softsign'],
  [{ activation: 'swish' }, 'Sigmoid Mul'],
  [{ activation: 'swish', alpha: 1.702 }, 'Mul Sigmoid Mul'],
  [{ activation: 'mish' }, 'Softplus Tanh Mul'],
  [{ activation: 'shrink' }, 'Shrink'],
  [{ activation: 'shrink', theta: 0.5, beta: 0.2 }, 'Shrink'],
  [{ activation: 'softmax' }, 'Softmax'],
  [{ activation: 'logSoftmax' }, 'LogSoftmax'],
  [{ activation: 'hardmax' }, 'Hardmax'],
];

describe('recorded activations', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(ACTIVATIONS.map(([settings, written]) => ({ ...settings, settings, written })))(
    '$activation: $written',
    async ({ settings, written }) => {
      const operation = { kind: 'activation', ...settings } as const;
      const found = await expectRecorded(operation, [[3, 7]]);
      expect(found.written?.join(' ')).toContain(written);
      // Inputs at which an activation has nearly reached its limit, so that the remainder is rounding.
      const wide = (_input: number, count: number) => randomNumbers(count, 'wide').map((x) => 6 * x);
      await expectRecorded(operation, [[3, 7]], { numbers: wide, tolerance: 1e-5 });
    },
  );

  it('PReLU with slopes that are a weight', async () => {
    const operation = { kind: 'activation', activation: 'prelu', alpha: tensor1d(slopes) } as const;
    const { written } = await expectRecorded(operation, [[3, 7]]);
    expect(written?.[0]).toBe('PRelu');
  });

  it('agree with TensorFlow.js for infinite inputs, and for inputs whose exponential overflows', async () => {
    const numbers = () => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e20, -1e20, 104];
    for (const activation of ['relu', 'relu6', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus'] as const) {
      await expectRecorded({ kind: 'activation', activation }, [[7]], { numbers, batches: [1] });
    }
  });
});
