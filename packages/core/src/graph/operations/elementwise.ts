import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { finite } from '../../kernels/finite.js';
import type { OperationKind } from '../operation-kind.js';

/**
 * A function of one number, computed for each number of the input. Activations are a kind of their own, because rules replace them.
 *
 * Where a function has no finite derivative, such as a square root at 0, its derivative counts as 0. So the derivative of a norm at 0 is 0, as in
 * PyTorch. At a corner, the derivative of `abs` is 0; that of `clip` is 1 at both limits, as in TensorFlow and PyTorch.
 */
export interface Elementwise {
  readonly kind: 'elementwise';
  readonly function: ElementwiseName;
  /** For `power`. */
  readonly exponent?: number;
  /** For `clip`; absent: unlimited. */
  readonly minimum?: number;
  /** For `clip`; absent: unlimited. */
  readonly maximum?: number;
}

type Parameters = Pick<Elementwise, 'exponent' | 'minimum' | 'maximum'>;
type OfTensor = (x: Tensor, parameters: Parameters) => Tensor;

const functions = {
  abs: (x: Tensor) => tf.abs(x),
  acos: (x: Tensor) => tf.acos(x),
  acosh: (x: Tensor) => tf.acosh(x),
  asin: (x: Tensor) => tf.asin(x),
  // Odd, and computed for positive numbers, because x + √(x² + 1) loses all digits of a negative x.
  asinh: (x: Tensor) => tf.mul(tf.sign(x), positiveAsinh(tf.abs(x))),
  atan: (x: Tensor) => tf.atan(x),
  atanh: (x: Tensor) => tf.mul(0.5, tf.sub(tf.log1p(x), tf.log1p(tf.neg(x)))),
  ceil: (x: Tensor) => tf.ceil(x),
  clip: (x: Tensor, { minimum, maximum }: Parameters) => {
    const above = minimum === undefined ? x : tf.maximum(x, minimum);
    return maximum === undefined ? above : tf.minimum(above, maximum);
  },
  cos: (x: Tensor) => tf.cos(x),
  cosh: (x: Tensor) => tf.cosh(x),
  erf: (x: Tensor) => tf.erf(x),
  exp: (x: Tensor) => tf.exp(x),
  floor: (x: Tensor) => tf.floor(x),
  isInfinite: (x: Tensor) => tf.cast(tf.isInf(x), 'float32'),
  isNaN: (x: Tensor) => tf.cast(tf.isNaN(x), 'float32'),
  log: (x: Tensor) => tf.log(x),
  /** ln(1 + x). */
  log1p: (x: Tensor) => tf.log1p(x),
  power: (x: Tensor, { exponent = 1 }: Parameters) => power(x, exponent),
  reciprocal: (x: Tensor) => tf.reciprocal(x),
  /** Halves to even. */
  round: (x: Tensor) => tf.round(x),
  sign: (x: Tensor) => tf.sign(x),
  sin: (x: Tensor) => tf.sin(x),
  sinh: (x: Tensor) => tf.sinh(x),
  sqrt: (x: Tensor) => tf.sqrt(x),
  tan: (x: Tensor) => tf.tan(x),
  /** Towards 0. */
  truncate: (x: Tensor) => tf.mul(tf.sign(x), tf.floor(tf.abs(x))),
} as const;

export type ElementwiseName = keyof typeof functions;

const positiveAsinh = (x: Tensor) =>
  tf.log1p(tf.add(x, tf.div(tf.square(x), tf.add(1, tf.sqrt(tf.add(1, tf.square(x)))))));

function power(x: Tensor, exponent: number): Tensor {
  switch (exponent) {
    case 0:
      return tf.onesLike(x);
    case 0.5:
      return tf.sqrt(x);
    case 1:
      return x;
    case 2:
      return tf.square(x);
    case 3:
      return tf.mul(tf.square(x), x);
    case -1:
      return tf.reciprocal(x);
    default:
      return tf.pow(x, exponent);
  }
}

/** Functions that only change in steps have none. */
const derivatives: Partial<Record<ElementwiseName, OfTensor>> = {
  abs: (x) => tf.sign(x),
  acos: (x) => tf.neg(tf.rsqrt(oneMinusSquare(x))),
  acosh: (x) => tf.rsqrt(tf.mul(tf.sub(x, 1), tf.add(x, 1))),
  asin: (x) => tf.rsqrt(oneMinusSquare(x)),
  asinh: (x) => tf.rsqrt(tf.add(tf.square(x), 1)),
  atan: (x) => tf.reciprocal(tf.add(tf.square(x), 1)),
  atanh: (x) => tf.reciprocal(oneMinusSquare(x)),
  clip: (x, { minimum, maximum }) => {
    const inside = (distance: Tensor) => tf.sub(1, tf.step(distance));
    const above = minimum === undefined ? undefined : inside(tf.sub(minimum, x));
    const below = maximum === undefined ? undefined : inside(tf.sub(x, maximum));
    return above && below ? tf.mul(above, below) : (above ?? below ?? tf.onesLike(x));
  },
  cos: (x) => tf.neg(tf.sin(x)),
  cosh: (x) => tf.sinh(x),
  erf: (x) => tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x)))),
  exp: (x) => tf.exp(x),
  log: (x) => tf.reciprocal(x),
  log1p: (x) => tf.reciprocal(tf.add(1, x)),
  power: (x, { exponent = 1 }) =>
    exponent === 0 ? tf.zerosLike(x) : tf.mul(exponent, power(x, exponent - 1)),
  reciprocal: (x) => tf.neg(tf.square(tf.reciprocal(x))),
  sin: (x) => tf.cos(x),
  sinh: (x) => tf.cosh(x),
  sqrt: (x) => tf.mul(0.5, tf.rsqrt(x)),
  tan: (x) => tf.add(1, tf.square(tf.tan(x))),
};

const oneMinusSquare = (x: Tensor) => tf.mul(tf.sub(1, x), tf.add(1, x));

/** The functions whose derivative is infinite somewhere. */
const SINGULAR: readonly ElementwiseName[] = [
  'acos',
  'acosh',
  'asin',
  'atanh',
  'log',
  'log1p',
  'power',
  'reciprocal',
  'sqrt',
];

export const elementwise: OperationKind<Elementwise> = {
  flat: ({ function: name }) => derivatives[name] === undefined,
  // The layer with which geneVae of @csm/models begins.
  fromLayer: (layer) =>
    layer.getClassName() === 'Log1p' ? { kind: 'elementwise', function: 'log1p' } : undefined,
  forward: (operation, [x]) => functions[operation.function](x, operation),
  reads: 'inputs',
  vjp(operation, { inputs: [x] }, cotangent) {
    const derivative = derivatives[operation.function]?.(x, operation);
    if (derivative === undefined) return [tf.zerosLike(x)];
    return [tf.mul(cotangent, SINGULAR.includes(operation.function) ? finite(derivative) : derivative)];
  },
};

/** Whether a function may be a ReLU in disguise: the absolute value, and a limit. `max(x, 1e-12)`, which keeps a divisor away from 0, is not. */
export function mayBeRelu({ function: name, minimum = 0, maximum }: Elementwise): boolean {
  const keepsFromZero = maximum === undefined && minimum > 0 && minimum <= 1e-3;
  return name === 'abs' || (name === 'clip' && !keepsFromZero);
}
