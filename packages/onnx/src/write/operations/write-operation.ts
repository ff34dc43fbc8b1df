import type { GraphNode } from '@csm/core/extend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** What a kind's emission may need besides its operation and inputs. */
export interface OperationContext {
  readonly node: GraphNode;
  /** The value of a weight of the operation. */
  valueFor(weight: TensorInfo): Value;
}

/**
 * Writes the forward pass of an operation.
 * @returns its output, or undefined if this operation has no such form: then it is recorded.
 */
export type WriteOperation<Op> = (
  emitter: Emitter,
  operation: Op,
  inputs: readonly Value[],
  context: OperationContext,
) => Value | undefined;
