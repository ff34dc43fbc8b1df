import type { GraphNode } from '@csm/core/extend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** What a function may need to write an operation, besides the operation and its inputs. */
export interface OperationContext {
  readonly node: GraphNode;
  /** The value of a weight of the operation. */
  valueFor(weight: TensorInfo): Value;
}

/**
 * Writes the forward pass of an operation.
 * @returns its output; undefined if the standard has no operator for these settings, so that the operation is recorded.
 */
export type WriteOperation<Op> = (
  emitter: Emitter,
  operation: Op,
  inputs: readonly Value[],
  context: OperationContext,
) => Value | undefined;
