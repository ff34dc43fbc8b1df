import { clone, type DataType, type NamedTensorMap, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { GraphModel } from '../../encoders/graph-model/graph-model.js';
import { tapeVjp } from '../../tape/tape.js';
import type { OperationKind } from '../operation-kind.js';
import { oneByOne } from './one-by-one.js';

/**
 * An operation of a GraphModel for which there is no other kind: the model's own executor runs it, and tfjs computes
 * its vector–Jacobian product.
 */
export interface GraphOperation {
  readonly kind: 'graphOperation';
  /** TensorFlow's name of the operation. */
  readonly className: string;
  /** Whether it may be or contain a ReLU or another nonlinearity that no backward rule can reach. */
  readonly hidesNonlinearity: boolean;
  /** Whether it is known to be linear in its inputs, up to a constant. */
  readonly linear: boolean;
  /** Whether it is a function of one number, computed for each number of its only input. */
  readonly elementwise?: boolean;
  /** Whether its derivative is 0, as that of comparisons, indices and rounded numbers. */
  readonly flat?: boolean;
  readonly model: GraphModel;
  /** Names under which the node's inputs are fed to the executor. */
  readonly feeds: readonly string[];
  /**
   * The nodes that must run before this one, although it does not read them. They do not run: the executor is given
   * zeros as their outputs.
   */
  readonly controls: readonly ControlInput[];
  /** Name of the tensor that the executor returns. */
  readonly output: string;
  /**
   * For a model with a batch of 1: the shapes of the feeds of one sample. The executor then runs sample by sample. Absent: it runs
   * the batch at once.
   */
  readonly ofOneSample?: readonly (readonly number[])[];
}

/** A control input of an operation: a tensor that the executor requires and nothing reads. */
export interface ControlInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

function run(operation: GraphOperation, inputs: readonly Tensor[]): Tensor {
  const { ofOneSample } = operation;
  if (ofOneSample === undefined) return execute(operation, inputs);
  return oneByOne(inputs, ofOneSample, (sample) => execute(operation, sample));
}

/** The output of the executor for inputs in the shapes that it takes. Call inside `tf.tidy`. */
export function execute(
  { model, feeds, controls, output }: GraphOperation,
  inputs: readonly Tensor[],
): Tensor {
  const fed: NamedTensorMap = Object.fromEntries(inputs.map((input, i) => [feeds[i], input]));
  for (const { name, shape, dtype } of controls) fed[name] = zeros([...shape], dtype);
  // The executor may return one of the model's own weights, which must outlive the result.
  return clone(model.execute(fed, output) as Tensor);
}

export const graphOperation: OperationKind<GraphOperation> = {
  linear: ({ linear }) => linear,
  flat: ({ flat = false }) => flat,
  forward: run,
  vjp: (operation, { inputs }, cotangent) => tapeVjp((xs) => run(operation, xs), inputs, cotangent),
};
