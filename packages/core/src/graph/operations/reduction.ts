import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { finite } from '../../kernels/finite.js';
import { firstMaxima } from '../../kernels/first-maxima.js';
import { prodVjp } from '../../kernels/prod-vjp.js';
import type { OperationKind } from '../operation-kind.js';

/** How the numbers along axes become one number. */
export type ReductionName =
  | 'sum'
  | 'mean'
  | 'maximum'
  | 'minimum'
  | 'product'
  | 'l1'
  | 'l2'
  | 'logSum'
  | 'logSumExp'
  | 'sumOfSquares';

/**
 * One number of all numbers along some axes. The first of several equal maxima or minima gets the whole cotangent. The derivative of a norm at 0
 * is 0.
 */
export interface Reduction {
  readonly kind: 'reduction';
  readonly reduction: ReductionName;
  /** 0 is the batch axis, which is not allowed. */
  readonly axes: readonly number[];
  /** Whether the axes remain, with length 1. Default false. */
  readonly keepDims?: boolean;
}

/** With the axes kept. */
const reductions = {
  sum: (x: Tensor, axes: number[]) => tf.sum(x, axes, true),
  mean: (x: Tensor, axes: number[]) => tf.mean(x, axes, true),
  maximum: (x: Tensor, axes: number[]) => tf.max(x, axes, true),
  minimum: (x: Tensor, axes: number[]) => tf.min(x, axes, true),
  product: (x: Tensor, axes: number[]) => tf.prod(x, axes, true),
  l1: (x: Tensor, axes: number[]) => tf.sum(tf.abs(x), axes, true),
  l2: (x: Tensor, axes: number[]) => tf.sqrt(tf.sum(tf.square(x), axes, true)),
  logSum: (x: Tensor, axes: number[]) => tf.log(tf.sum(x, axes, true)),
  logSumExp: (x: Tensor, axes: number[]) => {
    const most = largest(x, axes);
    return tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, most)), axes, true)), most);
  },
  sumOfSquares: (x: Tensor, axes: number[]) => tf.sum(tf.square(x), axes, true),
} as const;

/** Finite even if all numbers are −∞, as masked ones are. */
const largest = (x: Tensor, axes: number[]) => tf.maximum(tf.max(x, axes, true), -3.4e38);

/** The cotangent of x; y and g are the output and its cotangent, with the axes kept. */
const cotangents: Record<ReductionName, (x: Tensor, y: Tensor, g: Tensor, axes: number[]) => Tensor> = {
  sum: (x, _y, g) => tf.broadcastTo(g, x.shape),
  mean: (x, _y, g) => tf.broadcastTo(tf.mul(g, g.size / x.size), x.shape),
  maximum: (x, _y, g, axes) => tf.mul(g, firstMaxima(x, axes)),
  minimum: (x, _y, g, axes) => tf.mul(g, firstMaxima(tf.neg(x), axes)),
  product: (x, _y, g, axes) => prodVjp(axes, x, g),
  l1: (x, _y, g) => tf.mul(g, tf.sign(x)),
  l2: (x, y, g) => tf.mul(x, tf.mul(g, finite(tf.reciprocal(y)))),
  logSum: (x, _y, g, axes) =>
    tf.broadcastTo(tf.mul(g, finite(tf.reciprocal(tf.sum(x, axes, true)))), x.shape),
  logSumExp: (x, _y, g, axes) => {
    const powers = tf.exp(tf.sub(x, largest(x, axes)));
    return tf.mul(powers, tf.mul(g, finite(tf.reciprocal(tf.sum(powers, axes, true)))));
  },
  sumOfSquares: (x, _y, g) => tf.mul(x, tf.mul(g, 2)),
};

export const reduction: OperationKind<Reduction> = {
  linear: ({ reduction: name }) => name === 'sum' || name === 'mean',
  forward: ({ reduction: name, axes, keepDims = false }, [x]) => {
    const kept = reductions[name](x, [...axes]);
    if (keepDims) return kept;
    return tf.reshape(
      kept,
      kept.shape.filter((_, axis) => !axes.includes(axis)),
    );
  },
  vjp: ({ reduction: name, axes }, { inputs: [x], output }, cotangent) => {
    const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const kept = (tensor: Tensor) => tf.reshape(tensor, shape);
    return [cotangents[name](x, name === 'l2' ? kept(output) : x, kept(cotangent), [...axes])];
  },
};
