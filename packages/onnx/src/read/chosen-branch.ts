import type { OnnxNode, Subgraph } from '../model/onnx-model.js';
import { markNotConstant, refusalError } from './refusals.js';
import { isConstant, type Operand } from './value.js';

/** Whether both branches of an `If` were read, so that one of them can be chosen. */
export const hasBranches = (node: OnnxNode): boolean =>
  node.op === 'If' &&
  node.domain === '' &&
  ['then_branch', 'else_branch'].every((name) => branchOf(node, name));

/**
 * The branch of an `If` that its condition chooses; undefined for other nodes, and for branches that could not be read.
 * @param outer the tensors of the graph around it.
 * @throws a refusal if the condition is not known when the model is read.
 */
export function chosenBranch(
  node: OnnxNode,
  condition: Operand | undefined,
  outer: ReadonlyMap<string, Operand>,
): Subgraph | undefined {
  if (condition === undefined || !hasBranches(node)) return undefined;
  if (!isConstant(condition)) {
    throw markNotConstant(
      refusalError(
        node,
        'its condition depends on the input, so the model is not one graph; if it depends on an input that is not explained, pass its ' +
          'value with { given }.',
      ),
    );
  }
  const branch = branchOf(node, condition.data[0] ? 'then_branch' : 'else_branch');
  const own = [
    ...(branch?.nodes ?? []).flatMap(({ outputs }) => outputs),
    ...(branch?.constants.keys() ?? []),
  ];
  const again = own.find((name) => outer.has(name));
  if (again !== undefined)
    throw refusalError(node, `its branch computes "${again}" again, a tensor of the outer graph.`);
  return branch;
}

function branchOf({ attributes }: OnnxNode, name: string): Subgraph | undefined {
  const value = attributes.get(name);
  return typeof value === 'object' && 'graph' in value && value.graph !== true ? value.graph : undefined;
}
