import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import type { OperationKind } from '../operation-kind.js';
import { ofOneRank } from './merge.js';

/**
 * A comparison of two tensors element by element, 1 where it is true and 0 elsewhere, or a function of such truth values. Tensors are
 * broadcast as in {@link Merge}. Its derivative is 0.
 */
export interface Comparison {
  readonly kind: 'comparison';
  /** `not` has one input, the others have two. */
  readonly comparison:
    | 'equal'
    | 'notEqual'
    | 'greater'
    | 'greaterOrEqual'
    | 'less'
    | 'lessOrEqual'
    | 'and'
    | 'or'
    | 'xor'
    | 'not';
}

const functions: Record<Comparison['comparison'], (a: Tensor, b: Tensor) => Tensor> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterOrEqual: tf.greaterEqual,
  less: tf.less,
  lessOrEqual: tf.lessEqual,
  and: tf.mul,
  or: tf.maximum,
  xor: tf.notEqual,
  not: (a) => tf.sub(1, a),
};

export const comparison: OperationKind<Comparison> = {
  flat: true,
  forward({ comparison }, inputs) {
    const [a, b] = ofOneRank(inputs);
    const compared = (x: Tensor, y: Tensor) => tf.cast(functions[comparison](x, y), 'float32');
    return inLowRank(compared, a as Tensor, (b ?? a) as Tensor);
  },
  reads: 'shapes',
  vjp: (_operation, { inputs }) => inputs.map(({ shape }) => tf.fill(shape, 0)),
};
