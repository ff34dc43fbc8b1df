import { einsteinSum } from '../../kernels/products/einstein-sum.js';
import { einsteinSumVjp } from '../../kernels/products/einstein-sum-vjp.js';
import type { OperationKind } from '../operation-kind.js';

/** An Einstein summation. */
export interface Einsum {
  readonly kind: 'einsum';
  /**
   * One letter for each axis, the batch axis included, such as `sij,sjk->sik`; no ellipsis. Axes of length 1 are broadcast. A letter that occurs
   * twice in one tensor stands for its diagonal.
   */
  readonly equation: string;
}

export const einsum: OperationKind<Einsum> = {
  linear: ({ equation }, constantInputs) => {
    const inputs = equation.split(',').length;
    return inputs - constantInputs.filter(Boolean).length === 1;
  },
  forward: ({ equation }, inputs) => einsteinSum(equation, inputs),
  reads: 'inputs',
  vjp: ({ equation }, { inputs }, cotangent) => einsteinSumVjp(equation, inputs, cotangent),
};
