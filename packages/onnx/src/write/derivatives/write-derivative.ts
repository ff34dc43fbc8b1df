import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** What the written model may use besides operators that every provider of ONNX Runtime has. */
export interface DerivativeOptions {
  /** Whether max pooling may return the positions of the maxima; ONNX Runtime's WebGPU provider cannot. Default false. */
  readonly poolingIndices?: boolean | undefined;
}

/** The values of a node's forward pass. */
export interface WrittenRecord {
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** The value of a weight of the operation. */
  valueFor(weight: TensorInfo): Value;
}

/**
 * Writes the vector–Jacobian product of an operation.
 * @returns the cotangents of its inputs, or undefined if this operation has no such form: then the derivative is recorded.
 */
export type WriteDerivative<Op> = (
  emitter: Emitter,
  operation: Op,
  record: WrittenRecord,
  cotangent: Value,
  options: DerivativeOptions,
) => readonly Value[] | undefined;
