import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { GraphModel } from '../../encoders/graph-model/graph-model.js';
import { tapeVjp } from '../../tape/tape.js';
import type { OperationKind } from '../operation-kind.js';

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
  readonly model: GraphModel;
  /** Names under which the node's inputs are fed to the executor. */
  readonly feeds: readonly string[];
  /** Name of the tensor that the executor returns. */
  readonly output: string;
}

function run({ model, feeds, output }: GraphOperation, inputs: readonly Tensor[]): Tensor {
  const fed: NamedTensorMap = Object.fromEntries(inputs.map((input, i) => [feeds[i], input]));
  return model.execute(fed, output) as Tensor;
}

export const graphOperation: OperationKind<GraphOperation> = {
  linear: ({ linear }) => linear,
  fromLayer: () => undefined,
  forward: run,
  vjp: (operation, { inputs }, cotangent) => tapeVjp((xs) => run(operation, xs), inputs, cotangent),
};
