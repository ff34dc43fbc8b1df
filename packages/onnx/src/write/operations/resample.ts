import type { Resample } from '@csm/core/extend';
import type { Emitter } from '../emitter.js';
import { ownOrder, type Value } from '../value.js';
import { ofOneInput } from './of-one-input.js';

/** Written as MatMul along the last written axis. */
export const resample = ofOneInput<Resample>((emitter, { axis, matrix }, x, { valueFor }) =>
  multipliedAlong(emitter, x, axis, valueFor(matrix)),
);

/** The product of each line along an axis with a matrix `[in, out]`. */
export function multipliedAlong(emitter: Emitter, x: Value, axis: number, matrix: Value): Value {
  const order = [...ownOrder(x.shape.length).filter((other) => other !== axis), axis];
  const shape = x.shape.map((length, i) => (i === axis ? (matrix.shape[1] ?? 1) : length));
  const inputs = [emitter.ordered(x, order), emitter.ordered(matrix)];
  return emitter.add('MatMul', inputs, { type: x.type, shape, order });
}
