import {
  abs,
  add,
  div,
  maximum,
  mul,
  sign,
  sqrt,
  square,
  step,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/**
 * Division by the norm over some axes: y = x / max(‖x‖ₚ, ε). Where the norm is 0 and ε too, y and its derivative are 0.
 *
 * Not linear: the vector–Jacobian product includes the derivative of the norm.
 */
export interface LpNormalization {
  readonly kind: 'lpNormalization';
  /** 1: the sum of absolute values; 2: the Euclidean norm. */
  readonly p: 1 | 2;
  /** 0 is the batch axis, which is not allowed. */
  readonly axes: readonly number[];
  /** The smallest divisor. Default 0: none. */
  readonly epsilon?: number;
}

export const lpNormalization: OperationKind<LpNormalization> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => div(x, divisor(operation, x).divisor),
  reads: 'inputs',
  // With n = ‖x‖ and ∂n/∂x = x / n (p = 2) or sign(x) (p = 1): (g − ∂n/∂x Σ g y) / n; where the norm is below ε: g / ε.
  vjp: (operation, { inputs: [x] }, cotangent) => {
    const { p, axes, epsilon = 0 } = operation;
    const { divisor: below, varies } = divisor(operation, x);
    const y = div(x, below);
    const slope = p === 2 ? y : sign(x);
    const pull = mul(mul(varies, slope), sum(mul(cotangent, y), [...axes], true));
    const leaving = div(sub(cotangent, pull), below);
    return [epsilon > 0 ? leaving : mul(varies, leaving)];
  },
};

/** The divisor, and 1 where it is the norm, 0 where it is a constant. */
function divisor({ p, axes, epsilon = 0 }: LpNormalization, x: Tensor): Record<'divisor' | 'varies', Tensor> {
  const norm = p === 2 ? sqrt(sum(square(x), [...axes], true)) : sum(abs(x), [...axes], true);
  const varies = step(sub(norm, epsilon));
  return { varies, divisor: epsilon > 0 ? maximum(norm, epsilon) : add(norm, sub(1, varies)) };
}
