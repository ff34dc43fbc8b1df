import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { field, type Layer, type OperationKind } from './operation-kind.js';

/** A nonlinearity: elementwise, or over the last axis (softmax). */
export interface Activation {
  readonly kind: 'activation';
  readonly activation: ActivationName;
  /** Slope for negative inputs; of `leakyRelu` alone. */
  readonly alpha?: number;
  /** Where a `relu` layer cuts off; none if absent. */
  readonly maximum?: number;
}

type Parameters = Pick<Activation, 'alpha' | 'maximum'>;

/** The nonlinearities of tfjs-layers, by their Keras names, with the definitions that tfjs-layers uses. */
const functions = {
  linear: (x: Tensor) => x,
  relu: (x: Tensor, { maximum }: Parameters) =>
    maximum === undefined ? tf.relu(x) : tf.clipByValue(x, 0, maximum),
  relu6: (x: Tensor) => tf.minimum(6, tf.relu(x)),
  leakyRelu: (x: Tensor, { alpha }: Parameters) => tf.leakyRelu(x, alpha),
  elu: (x: Tensor) => tf.elu(x),
  selu: (x: Tensor) => tf.selu(x),
  sigmoid: (x: Tensor) => tf.sigmoid(x),
  hardSigmoid: (x: Tensor) => tf.clipByValue(tf.add(tf.mul(0.2, x), 0.5), 0, 1),
  tanh: (x: Tensor) => tf.tanh(x),
  softplus: (x: Tensor) => tf.softplus(x),
  softsign: (x: Tensor) => tf.div(x, tf.add(tf.abs(x), 1)),
  swish: (x: Tensor) => tf.mul(tf.sigmoid(x), x),
  mish: (x: Tensor) => tf.mul(x, tf.tanh(tf.softplus(x))),
  softmax: (x: Tensor) => tf.softmax(x),
  logSoftmax: (x: Tensor) => tf.logSoftmax(x),
} as const;

export type ActivationName = keyof typeof functions;

const isActivationName = (name: string): name is ActivationName => Object.hasOwn(functions, name);

/**
 * The nonlinearity that a layer applies after its own work (`Dense`, `Conv2D`, …).
 * `none` where it has none or a linear one, `other` where it is not one of {@link ActivationName}.
 */
export function activationOfLayer(layer: Layer): Activation | 'none' | 'other' {
  const name = field<{ getClassName(): string } | null | undefined>(layer, 'activation')?.getClassName();
  if (name === undefined || name === 'linear') return 'none';
  return isActivationName(name) ? { kind: 'activation', activation: name } : 'other';
}

export const activation: OperationKind<Activation> = {
  fromLayer(layer) {
    switch (layer.getClassName()) {
      case 'Activation': {
        const own = activationOfLayer(layer);
        if (own === 'other') return undefined;
        return own === 'none' ? { kind: 'activation', activation: 'linear' } : own;
      }
      case 'ReLU': {
        const maximum = field<number | null | undefined>(layer, 'maxValue');
        return { kind: 'activation', activation: 'relu', ...(maximum != null && { maximum }) };
      }
      case 'LeakyReLU':
        return { kind: 'activation', activation: 'leakyRelu', alpha: field(layer, 'alpha') };
      case 'ELU': // tfjs-layers computes it with alpha 1, whatever its `alpha` says.
        return { kind: 'activation', activation: 'elu' };
      default:
        return undefined;
    }
  },
  forward: (operation, [x]) => functions[operation.activation](x!, operation),
  vjp(operation, { inputs: [x] }, cotangent) {
    const { activation: name, maximum } = operation;
    if (name === 'linear') return [cotangent];
    if (name === 'relu' && maximum === undefined) return [tf.mul(cotangent, tf.step(x!))];
    return [tf.grad((z: Tensor) => functions[name](z, operation))(x!, cotangent)];
  },
};
