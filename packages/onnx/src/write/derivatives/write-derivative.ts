import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** Which operators the model may use beyond those that all providers of ONNX Runtime have. */
export interface DerivativeOptions {
  /** Whether max pooling may return the positions of the maxima, which ONNX Runtime's WebGPU provider cannot. Default false. */
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
 * @returns the cotangents of its inputs; undefined if ONNX has no faster form for this operation, so that its derivative is recorded.
 */
export type WriteDerivative<Op> = (
  emitter: Emitter,
  operation: Op,
  record: WrittenRecord,
  cotangent: Value,
  options: DerivativeOptions,
) => readonly Value[] | undefined;
