import type { Emitter } from '../emitter.js';
import { type Value, writtenAxis } from '../value.js';
import { filled, mul } from './elementwise.js';
import { given, type Kernels, positive } from './kernel.js';
import { joined, sliced } from './movement.js';

interface Cumulative {
  readonly axis: number;
  readonly exclusive?: boolean | undefined;
  readonly reverse?: boolean | undefined;
}

/** The cumulative sum along an axis. */
export function cumulativeSum(emitter: Emitter, x: Value, { axis, exclusive, reverse }: Cumulative): Value {
  const at = emitter.constant(BigInt64Array.of(BigInt(writtenAxis(x, axis))), []);
  const output = { type: x.type, shape: x.shape, order: x.order };
  return emitter.add('CumSum', [x, at], output, {
    exclusive: exclusive ? 1 : 0,
    reverse: reverse ? 1 : 0,
  });
}

/** The cumulative product along an axis, step by step, because ONNX has no operator for it. */
function cumulativeProduct(emitter: Emitter, x: Value, { axis, exclusive, reverse }: Cumulative): Value {
  const length = x.shape[axis] ?? 0;
  const one = x.shape.map((own, i) => (i === axis ? 1 : own));
  const factors = Array.from({ length }, (_, at) => {
    const place = reverse ? length - 1 - at : at;
    return sliced(
      emitter,
      x,
      x.shape.map((_, i) => (i === axis ? place : 0)),
      one,
    );
  });
  let sofar = filled(emitter, one, 1, x.type);
  const products = factors.map((factor, at) => {
    const before = sofar;
    sofar = at === 0 ? factor : mul(emitter, sofar, factor);
    return exclusive ? before : sofar;
  });
  return joined(emitter, reverse ? products.reverse() : products, axis);
}

const cumulative =
  (write: (emitter: Emitter, x: Value, how: Cumulative) => Value): Kernels[string] =>
  (emitter, inputs, { axis, exclusive, reverse }: Cumulative) => {
    const x = given(inputs, 'x');
    return write(emitter, x, { axis: positive(axis, x.shape.length), exclusive, reverse });
  };

export const CUMULATIVE: Kernels = {
  Cumprod: cumulative(cumulativeProduct),
  Cumsum: cumulative(cumulativeSum),
};
