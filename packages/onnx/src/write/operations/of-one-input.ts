import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';
import type { OperationContext, WriteOperation } from './write-operation.js';

/** Writes an operation that has one input. */
export function ofOneInput<Op>(
  write: (emitter: Emitter, operation: Op, x: Value, context: OperationContext) => Value | undefined,
): WriteOperation<Op> {
  return (emitter, operation, [x], context) => x && write(emitter, operation, x, context);
}
