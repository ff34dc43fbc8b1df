import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { finite } from '../../kernels/finite.js';
import { inLowRank } from '../../kernels/low-rank.js';
import type { OperationKind } from '../operation-kind.js';

/**
 * Tensors merged element by element: their sum, their mean, the first minus the others, their product, the largest or the
 * smallest of them; of two tensors also the quotient, the power and the remainder. Axes of length 1 are broadcast; a tensor of lower rank
 * gets such axes after its batch axis.
 */
export interface Merge {
  readonly kind:
    | 'add'
    | 'average'
    | 'subtract'
    | 'multiply'
    | 'maximum'
    | 'minimum'
    | 'divide'
    | 'power'
    | 'modulo';
  /** For `modulo`: whether the remainder has the sign of the dividend, as in C. Default: that of the divisor, as in Python. */
  readonly truncated?: boolean;
}

const kinds: Record<string, Merge['kind']> = {
  Add: 'add',
  Average: 'average',
  Multiply: 'multiply',
  Maximum: 'maximum',
  Minimum: 'minimum',
};

const pairwise: Record<Merge['kind'], (a: Tensor, b: Tensor, operation: Merge) => Tensor> = {
  add: tf.add,
  average: tf.add,
  subtract: tf.sub,
  multiply: tf.mul,
  maximum: tf.maximum,
  minimum: tf.minimum,
  divide: tf.div,
  power: tf.pow,
  modulo: remainder,
};

function remainder(a: Tensor, b: Tensor, { truncated = false }: Merge): Tensor {
  const ofDividend = tf.mul(tf.sign(a), tf.mod(tf.abs(a), tf.abs(b)));
  if (truncated) return ofDividend;
  return tf.where(tf.less(tf.mul(ofDividend, b), 0), tf.add(ofDividend, b), ofDividend);
}

export const merge: OperationKind<Merge> = {
  linear: ({ kind }, constantInputs) => {
    if (kind === 'multiply') return constantInputs.filter((isConstant) => !isConstant).length === 1;
    if (kind === 'divide') return constantInputs[1] ?? false;
    return kind === 'add' || kind === 'average' || kind === 'subtract';
  },
  fromLayer(layer) {
    const kind = kinds[layer.getClassName()];
    return kind && { kind };
  },
  forward(operation, inputs) {
    const { kind } = operation;
    const merged = ofOneRank(inputs).reduce((a, b) =>
      inLowRank((x, y) => pairwise[kind](x, y, operation), a, b),
    );
    return kind === 'average' ? tf.mul(merged, 1 / inputs.length) : merged;
  },
  vjp(operation, { inputs, output }, cotangent) {
    const same = ofOneRank(inputs);
    const full = cotangents(operation, same, output, cotangent);
    return inputs.map((input, i) => {
      const [own, cotangentOf] = [same[i], full[i]] as [Tensor, Tensor];
      return tf.reshape(summedTo(own.shape, cotangentOf), input.shape);
    });
  },
};

/** The inputs' cotangents in their common, broadcast shape. */
function cotangents(operation: Merge, inputs: readonly Tensor[], output: Tensor, g: Tensor): Tensor[] {
  const [a, b] = inputs as [Tensor, Tensor];
  switch (operation.kind) {
    case 'add':
      return inputs.map(() => g);
    case 'average':
      return inputs.map(() => tf.mul(g, 1 / inputs.length));
    case 'subtract':
      return inputs.map((_, i) => (i === 0 ? g : tf.neg(g)));
    case 'multiply':
      return inputs.map((_, i) =>
        inputs.reduce((share, x, j) => (i === j ? share : inLowRank(tf.mul, share, x)), g),
      );
    case 'maximum':
    case 'minimum':
      return toTheFirst(inputs, output, g);
    case 'divide':
      return [inLowRank(tf.div, g, b), tf.neg(inLowRank(tf.div, tf.mul(g, output), b))];
    case 'power':
      return [
        tf.mul(g, tf.mul(b, finite(tf.pow(a, tf.sub(b, 1))))),
        // The output is 0 or 1 for a base of 0, whatever the exponent's small changes.
        tf.mul(g, tf.mul(output, tf.log(tf.add(a, tf.sub(1, tf.step(tf.abs(a))))))),
      ];
    case 'modulo':
      return [g, tf.neg(tf.mul(g, tf.round(tf.div(tf.sub(a, output), b))))];
  }
}

/** The first input that equals the output gets the whole cotangent. */
function toTheFirst(inputs: readonly Tensor[], output: Tensor, cotangent: Tensor): Tensor[] {
  let free: Tensor = tf.onesLike(output);
  return inputs.map((input) => {
    const wins = tf.mul(free, tf.sub(1, tf.step(tf.abs(inLowRank(tf.sub, output, input)))));
    free = tf.sub(free, wins);
    return tf.mul(cotangent, wins);
  });
}

/** The tensors with axes of length 1 after the batch axis, so that all have the same rank. */
export function ofOneRank(inputs: readonly Tensor[]): Tensor[] {
  const rank = Math.max(...inputs.map((input) => input.rank));
  return inputs.map((input) => {
    const [batch = 1, ...sides] = input.shape;
    const ones = Array<number>(rank - input.rank).fill(1);
    return tf.reshape(input, [batch, ...ones, ...sides]);
  });
}

/** The transpose of broadcasting from a shape. */
function summedTo(shape: readonly number[], tensor: Tensor): Tensor {
  const broadcast = shape.flatMap((length, axis) => (length === tensor.shape[axis] ? [] : [axis]));
  return broadcast.length === 0 ? tensor : tf.sum(tensor, broadcast, true);
}
