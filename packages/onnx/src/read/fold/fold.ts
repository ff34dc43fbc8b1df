import type { Constant, OnnxNode } from '../../model/onnx-model.js';

/** The outputs of an operator of constants, computed on the host; undefined if the host does not have the operator. */
export function fold(
  _node: OnnxNode,
  _opset: number,
  _inputs: readonly (Constant | undefined)[],
): readonly Constant[] | undefined {
  return undefined;
}
