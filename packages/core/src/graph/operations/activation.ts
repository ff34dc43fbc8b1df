import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { firstMaxima } from '../../kernels/first-maxima.js';
import { softmaxVjp } from '../../kernels/softmax-vjp.js';
import { field, type Layer, type LayerCall, type OperationKind, ownWeight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** A nonlinearity: elementwise, or over the last axis (softmax). */
export interface Activation {
  readonly kind: 'activation';
  readonly activation: ActivationName;
  /**
   * Slope for negative inputs: a number for `leakyRelu`, a weight or numbers that broadcast for `prelu`. The slope of `hardSigmoid`, by
   * default 0.2. A number for `elu` (α (eˣ − 1) for negative inputs), `celu` (α (e^(x/α) − 1)) and `swish` (x σ(αx), so that 1.702 is the quick
   * approximation of GELU), by default 1.
   */
  readonly alpha?: number | Weight | Slopes;
  /** What `hardSigmoid` adds to α x, by default 0.5; what `shrink` moves large inputs towards 0 by, by default 0. */
  readonly beta?: number;
  /** The largest output of a `relu` layer. Absent: unlimited. */
  readonly maximum?: number;
  /** For `thresholdedRelu`: inputs up to it give 0. For `shrink`: inputs up to this magnitude give 0. */
  readonly theta?: number;
}

/** Slopes that are not a weight of the model. */
export interface Slopes {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

type Parameters = Pick<Activation, 'alpha' | 'beta' | 'maximum' | 'theta'>;

/** The nonlinearities, by their Keras names, with the definitions that tfjs-layers uses for those that it has. */
const functions = {
  linear: (x: Tensor) => x,
  relu: (x: Tensor, { maximum }: Parameters) =>
    maximum === undefined ? tf.relu(x) : tf.clipByValue(x, 0, maximum),
  relu6: (x: Tensor) => tf.minimum(6, tf.relu(x)),
  leakyRelu: sloped,
  prelu: sloped,
  thresholdedRelu: (x: Tensor, { theta }: Parameters) => tf.mul(x, tf.step(tf.sub(x, theta!))),
  elu: (x: Tensor, { alpha }: Parameters) =>
    alpha === undefined ? tf.elu(x) : withNegativePart(x, tf.mul(factor(alpha), tf.elu(negativePart(x)))),
  celu: (x: Tensor, { alpha = 1 }: Parameters) =>
    withNegativePart(x, tf.mul(factor(alpha), tf.elu(tf.div(negativePart(x), factor(alpha))))),
  selu: (x: Tensor) => tf.selu(x),
  gelu: (x: Tensor) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))),
  gelu_new: (x: Tensor) => {
    const cubic = tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x))));
    return tf.mul(0.5, tf.mul(x, tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic)))));
  },
  sigmoid: (x: Tensor) => tf.sigmoid(x),
  hardSigmoid: (x: Tensor, { alpha = 0.2, beta = 0.5 }: Parameters) =>
    tf.clipByValue(tf.add(tf.mul(factor(alpha), x), beta), 0, 1),
  hardSwish: (x: Tensor) => tf.mul(x, tf.mul(tf.clipByValue(tf.add(x, 3), 0, 6), 1 / 6)),
  hardTanh: (x: Tensor) => tf.clipByValue(x, -1, 1),
  tanh: (x: Tensor) => tf.tanh(x),
  softplus: (x: Tensor) => tf.softplus(x),
  softsign: (x: Tensor) => tf.div(x, tf.add(tf.abs(x), 1)),
  swish: (x: Tensor, { alpha }: Parameters) =>
    tf.mul(tf.sigmoid(alpha === undefined ? x : tf.mul(factor(alpha), x)), x),
  mish: (x: Tensor) => tf.mul(x, tf.tanh(tf.softplus(x))),
  shrink: (x: Tensor, { theta = 0, beta = 0 }: Parameters) => {
    const above = tf.mul(tf.sub(x, beta), tf.step(tf.sub(x, theta)));
    return tf.add(above, tf.mul(tf.add(x, beta), tf.step(tf.sub(-theta, x))));
  },
  softmax: (x: Tensor) => tf.softmax(x),
  logSoftmax: (x: Tensor) => tf.logSoftmax(x),
  /** 1 at the first of the largest numbers of the last axis, else 0. */
  hardmax: (x: Tensor) => firstMaxima(x, [x.rank - 1]),
} as const;

const negativePart = (x: Tensor) => tf.minimum(x, 0);
const withNegativePart = (x: Tensor, negative: Tensor) => tf.add(tf.relu(x), negative);

/**
 * Composed of other operations, because the `prelu` of tfjs-wasm is wrong if slopes are shared along the last axes.
 */
function sloped(x: Tensor, { alpha }: Parameters): Tensor {
  return typeof alpha === 'number'
    ? tf.leakyRelu(x, alpha)
    : tf.sub(tf.relu(x), tf.mul(factor(alpha!), tf.relu(tf.neg(x))));
}

function factor(alpha: NonNullable<Activation['alpha']>): Tensor | number {
  return typeof alpha === 'object' && 'values' in alpha ? tf.tensor(alpha.values, [...alpha.shape]) : alpha;
}

/**
 * The derivatives, written explicitly: tfjs' own are registered only if tfjs-layers is imported, and steps are exact at the kinks. At a
 * kink of `hardSigmoid`, `hardSwish` and `hardTanh` it is that of the inside, as in tfjs.
 */
const derivatives: Readonly<Record<Exclude<ActivationName, 'softmax' | 'logSoftmax'>, Derivative>> = {
  linear: (x) => tf.onesLike(x),
  relu: (x, { maximum }) =>
    maximum === undefined ? tf.step(x) : tf.mul(tf.step(x), tf.sub(1, tf.step(tf.sub(x, maximum)))),
  relu6: (x) => tf.mul(tf.step(x), tf.step(tf.sub(6, x))),
  leakyRelu: slope,
  prelu: slope,
  thresholdedRelu: (x, { theta }) => tf.step(tf.sub(x, theta!)),
  elu: (x, { alpha = 1 }) => slope(x, { alpha: tf.mul(factor(alpha), tf.exp(negativePart(x))) }),
  celu: (x, { alpha = 1 }) => slope(x, { alpha: tf.exp(tf.div(negativePart(x), factor(alpha))) }),
  selu: (x) => tf.mul(SELU.scale, slope(x, { alpha: tf.mul(SELU.alpha, tf.exp(negativePart(x))) })),
  // Φ(x) + x φ(x), with the normal distribution Φ and its density φ.
  gelu: (x) => {
    const below = tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
    const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(x))));
    return tf.add(below, tf.mul(x, density));
  },
  gelu_new: (x) => {
    const root = Math.sqrt(2 / Math.PI);
    const square = tf.square(x);
    const t = tf.tanh(tf.mul(root, tf.mul(x, tf.add(1, tf.mul(0.044715, square)))));
    const inner = tf.mul(root, tf.add(1, tf.mul(3 * 0.044715, square)));
    return tf.mul(0.5, tf.add(tf.add(1, t), tf.mul(tf.mul(x, inner), tf.sub(1, tf.square(t)))));
  },
  sigmoid: (x) => logistic(tf.sigmoid(x)),
  hardSigmoid: (x, { alpha = 0.2, beta = 0.5 }) =>
    tf.mul(inside(tf.add(tf.mul(factor(alpha), x), beta), 0, 1), factor(alpha)),
  hardSwish: (x) => {
    const shifted = tf.add(x, 3);
    const gate = tf.clipByValue(shifted, 0, 6);
    return tf.mul(1 / 6, tf.add(gate, tf.mul(x, inside(shifted, 0, 6))));
  },
  hardTanh: (x) => inside(x, -1, 1),
  tanh: (x) => tf.sub(1, tf.square(tf.tanh(x))),
  softplus: (x) => tf.sigmoid(x),
  softsign: (x) => tf.reciprocal(tf.square(tf.add(1, tf.abs(x)))),
  swish: (x, { alpha = 1 }) => {
    const scaled = tf.mul(factor(alpha), x);
    const gate = tf.sigmoid(scaled);
    return tf.add(gate, tf.mul(scaled, logistic(gate)));
  },
  mish: (x) => {
    const gate = tf.tanh(tf.softplus(x));
    return tf.add(gate, tf.mul(x, tf.mul(tf.sub(1, tf.square(gate)), tf.sigmoid(x))));
  },
  shrink: (x, { theta = 0 }) => tf.add(tf.step(tf.sub(x, theta)), tf.step(tf.sub(-theta, x))),
  hardmax: (x) => tf.zerosLike(x),
};

type Derivative = (x: Tensor, parameters: Parameters) => Tensor;

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

/** 1 from `low` to `high`, else 0. */
const inside = (x: Tensor, low: number, high: number): Tensor =>
  tf.mul(tf.sub(1, tf.step(tf.sub(low, x))), tf.sub(1, tf.step(tf.sub(x, high))));

const logistic = (sigmoid: Tensor): Tensor => tf.mul(sigmoid, tf.sub(1, sigmoid));

function slope(x: Tensor, { alpha }: Parameters): Tensor {
  const positive = tf.step(x);
  return tf.add(positive, tf.mul(factor(alpha!), tf.sub(1, positive)));
}

export type ActivationName = keyof typeof functions;

const isActivationName = (name: string): name is ActivationName => Object.hasOwn(functions, name);

/**
 * The nonlinearity that a layer applies to its result (`Dense`, `Conv2D`, …).
 * `none` if it has none or a linear one, `other` if it is not one of {@link ActivationName}.
 */
export function activationOfLayer(layer: Layer): Activation | 'none' | 'other' {
  const name = field<{ getClassName(): string } | null | undefined>(layer, 'activation')?.getClassName();
  if (name === undefined || name === 'linear') return 'none';
  return isActivationName(name) ? { kind: 'activation', activation: name } : 'other';
}

export const activation: OperationKind<Activation> = {
  linear: ({ activation: name }) => name === 'linear',
  routing: ({ activation: name }) => name === 'linear',
  flat: ({ activation: name }) => name === 'hardmax',
  fromLayer(layer, call) {
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
      case 'PReLU':
        return { kind: 'activation', activation: 'prelu', alpha: ownWeight(layer, 'alpha') };
      case 'ThresholdedReLU':
        return { kind: 'activation', activation: 'thresholdedRelu', theta: field(layer, 'theta') };
      case 'ELU': // tfjs-layers always computes it with alpha 1 and ignores its `alpha`.
        return { kind: 'activation', activation: 'elu' };
      case 'Softmax':
        return isOverLastAxis(layer, call) ? { kind: 'activation', activation: 'softmax' } : undefined;
      default:
        return undefined;
    }
  },
  forward: (operation, [x]) => functions[operation.activation](x, operation),
  reads: 'inputs',
  vjp(operation, { inputs: [x] }, cotangent) {
    const { activation: name } = operation;
    if (name === 'linear') return [cotangent];
    if (name === 'softmax' || name === 'logSoftmax') return [softmaxVjp(name, x, cotangent)];
    return [tf.mul(cotangent, derivatives[name](x, operation))];
  },
};

function isOverLastAxis(layer: Layer, { inputShapes }: LayerCall): boolean {
  const axes = [field<number | number[]>(layer, 'axis')].flat();
  return axes.length === 1 && (axes[0] === -1 || axes[0] === (inputShapes[0]?.length ?? 0) - 1);
}
