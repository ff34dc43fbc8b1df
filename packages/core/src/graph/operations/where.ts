import { fill, notEqual, reshape, where as select, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import { sumToShape } from '../../kernels/sum-to-shape.js';
import type { OperationKind } from '../operation-kind.js';
import { ofOneRank } from './merge.js';

/**
 * Takes each number from the second input where the first input, the condition, is not 0, and from the third elsewhere. Inputs are
 * broadcast as in {@link Merge}. The condition gets no derivative.
 */
export interface Where {
  readonly kind: 'where';
}

const choose = (condition: Tensor, a: Tensor, b: Tensor): Tensor =>
  inLowRank((c, x, y) => select(notEqual(c, 0), x, y), condition, a, b);

export const where: OperationKind<Where> = {
  linear: (_operation, [isConstant = false]) => isConstant,
  // A choice between two constants only changes in steps.
  flat: (_operation, [, a = false, b = false]) => a && b,
  routing: (_operation, [isConstant = false]) => isConstant,
  forward(_operation, inputs) {
    const [condition, a, b] = ofOneRank(inputs) as [Tensor, Tensor, Tensor];
    return choose(condition, a, b);
  },
  reads: 'inputs',
  vjp(_operation, { inputs }, cotangent) {
    const [condition, a, b] = ofOneRank(inputs) as [Tensor, Tensor, Tensor];
    const nothing = zerosLike(cotangent);
    const shares = [choose(condition, cotangent, nothing), choose(condition, nothing, cotangent)];
    return inputs.map((input, i) => {
      const [share, same] = [shares[i - 1], [condition, a, b][i]];
      if (share === undefined || same === undefined) return fill(input.shape, 0);
      return reshape(sumToShape(share, same.shape), input.shape);
    });
  },
};
