import {
  add,
  cumprod,
  cumsum,
  expandDims,
  eye,
  mul,
  sub,
  sum,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';

/** The attributes of tfjs' kernel `Cumprod`. */
export interface CumulativeProduct {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * The cotangent of a tensor whose products were accumulated along one axis. For each factor, the products of all others are
 * computed again, because a quotient would be wrong at zeros.
 */
export function cumprodVjp({ axis, exclusive, reverse }: CumulativeProduct, x: Tensor, dy: Tensor): Tensor {
  const order = x.shape
    .map((_, i) => i)
    .filter((i) => i !== axis)
    .concat(axis);
  const back = order.map((_, i) => order.indexOf(i));
  const factors = transpose(x, order);
  const unit = eye(x.shape[axis] ?? 1);
  // One row per factor, in which this factor is 1.
  const others = cumprod(
    add(unit, mul(expandDims(factors, -2), sub(1, unit))),
    factors.rank,
    exclusive,
    reverse,
  );
  const dependent = cumsum(unit, 1, exclusive, reverse);
  const cotangent = expandDims(transpose(dy, order), -2);
  return transpose(sum(mul(mul(others, dependent), cotangent), -1), back);
}
