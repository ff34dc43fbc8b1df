import { type GraphNode, operationForward } from '@csm/core/extend';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * Computes the outputs of some nodes.
 * @param inputs the tensors of the input nodes, by id; borrowed.
 * @returns the outputs by id, which the caller must dispose. Tensors that nothing reads any more are freed on the way.
 */
export function evaluateNodes(
  nodes: readonly GraphNode[],
  inputs: ReadonlyMap<number, Tensor>,
  wanted: readonly number[],
): Map<number, Tensor> {
  const results = tidy(() => {
    const values = new Map(inputs);
    const needed = neededNodes(nodes, wanted);
    const uses = new Map<number, number>();
    for (const node of needed) for (const id of node.inputs) uses.set(id, (uses.get(id) ?? 0) + 1);
    for (const node of needed) {
      if (values.has(node.id)) continue;
      const taken = node.inputs.flatMap((id) => values.get(id) ?? []);
      values.set(
        node.id,
        tidy(() => operationForward(node.operation, taken).clone()),
      );
      for (const id of node.inputs) {
        const left = (uses.get(id) ?? 0) - 1;
        uses.set(id, left);
        if (left === 0 && !inputs.has(id) && !wanted.includes(id)) values.get(id)?.dispose();
      }
    }
    return Object.fromEntries(wanted.map((id) => [id, values.get(id)?.clone() as Tensor]));
  });
  return new Map(Object.entries(results).map(([id, tensor]) => [Number(id), tensor]));
}

function neededNodes(nodes: readonly GraphNode[], wanted: readonly number[]): GraphNode[] {
  const needed = new Set(wanted);
  for (const node of [...nodes].reverse())
    if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  return nodes.filter(({ id }) => needed.has(id));
}
