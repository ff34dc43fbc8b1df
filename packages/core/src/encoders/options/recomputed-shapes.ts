import { sentence } from '@csm/base';
import { type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { GraphNode } from '../../graph/graph.js';
import { forward } from '../../graph/operation.js';
import type { WalkedModel } from '../walked-model.js';

/**
 * Finds the shapes that the walk left open, because the model has inputs of free length, by one run on a sample of zeros. Nodes after
 * an input whose length is still free keep their shapes. Does nothing if no shape is open.
 */
export function withRecomputedShapes(walked: WalkedModel): WalkedModel {
  if (!walked.nodes.some(isOpen)) return walked;
  const problems = new Map(walked.problems);
  const nodes: GraphNode[] = [];
  tidy(() => {
    const values: (Tensor | undefined)[] = [];
    for (const node of walked.nodes) {
      const value = problems.has(node.id) ? undefined : run(node, values, problems);
      values.push(value);
      nodes.push(value ? { ...node, outputShape: value.shape.slice(1) } : node);
    }
  });
  return { ...walked, nodes, problems };
}

function run(
  node: GraphNode,
  values: readonly (Tensor | undefined)[],
  problems: Map<number, string>,
): Tensor | undefined {
  const { id, name, operation, inputs, outputShape } = node;
  if (operation.kind === 'input' || operation.kind === 'given') {
    return isOpen(node) ? undefined : zeros([1, ...outputShape]);
  }
  const taken = inputs.flatMap((from) => values[from] ?? []);
  if (taken.length < inputs.length) return undefined;
  try {
    return forward(operation, taken);
  } catch (error) {
    problems.set(
      id,
      `node "${name}" must run on zeros of this inputShape; it throws: ${sentence((error as Error).message).replace(/\.$/, '')}`,
    );
    return undefined;
  }
}

function isOpen({ outputShape }: { readonly outputShape: readonly (number | null)[] }): boolean {
  return outputShape.some((length) => length === null || length < 0);
}
