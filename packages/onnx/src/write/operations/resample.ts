import type { Resample } from '@csm/core/extend';
import { ownOrder } from '../value.js';
import { ofOneInput } from './of-one-input.js';

/** Written as MatMul along the last written axis. */
export const resample = ofOneInput<Resample>((emitter, { axis, matrix }, x, { valueFor }) => {
  const order = [...ownOrder(x.shape.length).filter((other) => other !== axis), axis];
  const shape = x.shape.map((length, i) => (i === axis ? (matrix.shape[1] ?? 1) : length));
  const inputs = [emitter.ordered(x, order), valueFor(matrix)];
  return emitter.add('MatMul', inputs, { type: x.type, shape, order });
});
