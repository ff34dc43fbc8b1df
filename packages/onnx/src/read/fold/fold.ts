import type { Constant, OnnxNode } from '../../model/onnx-model.js';
import { creation } from './creation/creation.js';
import { binary } from './elementwise/binary.js';
import { casts } from './elementwise/cast.js';
import { choice } from './elementwise/choice.js';
import { quantisation } from './elementwise/quantisation.js';
import { unary } from './elementwise/unary.js';
import { type Folds, foldingOf } from './folding.js';
import { arrangement } from './movement/arrangement.js';
import { indexing } from './movement/indexing.js';
import { pad } from './movement/pad.js';
import { shapes } from './movement/shapes.js';
import { reductions } from './reductions.js';

const FOLDS: Folds = {
  ...arrangement,
  ...binary,
  ...casts,
  ...choice,
  ...creation,
  ...indexing,
  ...pad,
  ...quantisation,
  ...reductions,
  ...shapes,
  ...unary,
};

/**
 * The outputs of an operator of constants, computed on the host in float64 and rounded to their types; undefined if the host does not have
 * the operator.
 * @throws what refuses the node, if its inputs do not fit or the result is too large to allocate.
 */
export function fold(
  node: OnnxNode,
  opset: number,
  inputs: readonly (Constant | undefined)[],
): readonly Constant[] | undefined {
  const compute = node.domain === '' && Object.hasOwn(FOLDS, node.op) ? FOLDS[node.op] : undefined;
  const result = compute?.(foldingOf(node, opset, inputs));
  return result === undefined ? undefined : [result].flat();
}
