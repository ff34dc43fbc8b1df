import type { Emitter } from './emitter.js';
import { type Value, writtenShape } from './value.js';

/** The written tensor of a value with another shape and order; its elements keep their order in memory. */
export function reinterpreted(emitter: Emitter, value: Value, output: Pick<Value, 'shape' | 'order'>): Value {
  return emitter.add('Reshape', [value, emitter.integers(writtenShape(output))], {
    type: value.type,
    ...output,
  });
}
