import type { OperatorReader, Reading } from '../../reading.js';
import { sumWith } from '../arithmetic/add.js';
import { activation } from './activation.js';
import { prelu } from './prelu.js';
import { selu } from './selu.js';
import { alongAxis } from './softmax.js';

/** α, unless it is 1. */
const scale = (at: Reading): { alpha?: number } => {
  const alpha = at.number('alpha', 1);
  return alpha === 1 ? {} : { alpha };
};

const gelu: OperatorReader = (at) => {
  const approximate = at.text('approximate', 'none');
  if (approximate !== 'none' && approximate !== 'tanh')
    throw at.refuse(`expected approximate to be "none" or "tanh"; got "${approximate}".`);
  return activation(approximate === 'tanh' ? 'gelu_new' : 'gelu')(at);
};

export const activations: Readonly<Record<string, OperatorReader>> = {
  Celu: activation('celu', scale),
  Elu: activation('elu', scale),
  Gelu: gelu,
  HardSigmoid: activation('hardSigmoid', (at) => ({
    alpha: at.number('alpha', 0.2),
    beta: at.number('beta', 0.5),
  })),
  HardSwish: activation('hardSwish'),
  Hardmax: alongAxis('hardmax'),
  LeakyRelu: activation('leakyRelu', (at) => ({ alpha: at.number('alpha', 0.01) })),
  LogSoftmax: alongAxis('logSoftmax'),
  Mish: activation('mish'),
  PRelu: prelu,
  Relu: activation('relu'),
  Selu: selu,
  Shrink: activation('shrink', (at) => ({ theta: at.number('lambd', 0.5), beta: at.number('bias', 0) })),
  Sigmoid: activation('sigmoid'),
  Softmax: alongAxis('softmax'),
  Softplus: activation('softplus'),
  Softsign: activation('softsign'),
  Swish: activation('swish', scale),
  Tanh: activation('tanh'),
  ThresholdedRelu: activation('thresholdedRelu', (at) => ({ theta: at.number('alpha', 1) })),
};

/** FastGelu and BiasGelu add a constant first. */
const biased =
  (name: 'gelu' | 'gelu_new'): OperatorReader =>
  (at) => {
    const bias = at.constant(1);
    const value = bias ? sumWith(at, at.value(0), bias, false, 'bias') : at.value(0);
    return at.addAlike({ kind: 'activation', activation: name }, [value]);
  };

export const microsoftActivations: Readonly<Record<string, OperatorReader>> = {
  BiasGelu: biased('gelu'),
  FastGelu: biased('gelu_new'),
  Gelu: activation('gelu'),
  QuickGelu: activation('swish', (at) => ({ alpha: at.number('alpha', 1.702) })),
};
