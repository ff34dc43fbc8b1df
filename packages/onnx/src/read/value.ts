import type { Constant, ElementType } from '../model/onnx-model.js';

/**
 * A tensor of the ONNX model that depends on its inputs, as the output of a node of the graph.
 *
 * The node's tensor always has the samples along its first axis, and its other axes in whatever order is cheapest: images are channels
 * last. `axes` says where each of ONNX's axes is, so a Transpose adds no node, and a layout is only changed where an operator needs
 * another one.
 *
 * A model is read for one sample (a batch of 1); the samples' axis of the node's tensor then has no counterpart among ONNX's axes. For a model with a
 * fixed batch of several samples it may be one of ONNX's axes, or a factor of one.
 */
export interface Value {
  /** Id of the node. */
  readonly id: number;
  readonly type: ElementType;
  /** In ONNX's order. */
  readonly shape: readonly number[];
  /**
   * For each of ONNX's axes, the axes of the node's tensor that it consists of, slowest first. None: its length is 1 and the node's
   * tensor does not have it. Axis 0 is that of the samples.
   */
  readonly axes: readonly (readonly number[])[];
}

/** An input of an operator. */
export type Operand = Value | Constant;

export function isConstant(operand: Operand): operand is Constant {
  return 'data' in operand;
}
