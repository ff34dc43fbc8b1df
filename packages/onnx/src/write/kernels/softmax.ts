import type { Emitter } from '../emitter.js';
import { type Value, writtenAxis } from '../value.js';
import { unary } from './elementwise.js';
import { given, type Kernel, type Kernels, positive } from './kernel.js';

/** `Softmax`, `LogSoftmax` or `Hardmax` along an axis; a negative axis counts from the end. */
export function alongAxis(emitter: Emitter, op: string, x: Value, axis: number): Value {
  return unary(emitter, op, x, { axis: writtenAxis(x, positive(axis, x.shape.length)) });
}

const kernel =
  (op: string, attribute: 'dim' | 'axis'): Kernel =>
  (emitter, inputs, { [attribute]: axis = -1 }) =>
    alongAxis(emitter, op, given(inputs, 'logits'), axis);

export const SOFTMAX: Kernels = {
  LogSoftmax: kernel('LogSoftmax', 'axis'),
  Softmax: kernel('Softmax', 'dim'),
};
