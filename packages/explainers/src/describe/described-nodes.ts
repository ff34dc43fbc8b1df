import { type Graph, type GraphNode, hidesNonlinearity, type Operation } from '@csm/core/extend';
import { Tensor } from '@tensorflow/tfjs-core';
import { operationName } from '../rules/matchers.js';
import type { DescribedNode, EncoderDescription, HiddenOperation } from './encoder-description.js';

/** The part of a description that the graph tells. */
type GraphDescription = Pick<EncoderDescription, 'nodes' | 'kinds' | 'parameters' | 'hidden'>;

/** Describes the operations of an encoder. */
export function describedNodes(graph: Graph | undefined): GraphDescription {
  const all = graph?.nodes ?? [];
  const nodes = all.map((node): DescribedNode => {
    const { name, operation, inputs, outputShape } = node;
    return {
      name,
      kind: operation.kind,
      operation: operationName(node),
      inputs: inputs.flatMap((id) => all[id]?.name ?? []),
      outputShape,
      parameters: total(weightsOf(operation)),
    };
  });
  const hidden = all.filter(runsAsAWhole);
  return {
    nodes,
    kinds: counts(nodes.map(({ operation }) => operation)),
    parameters: total(all.flatMap(({ operation }) => weightsOf(operation))),
    hidden: hidden.map((node): HiddenOperation => {
      return { name: node.name, operation: operationName(node), hidesNonlinearity: hidesNonlinearity(node) };
    }),
  };
}

function runsAsAWhole(node: GraphNode): boolean {
  return ['layer', 'graphOperation'].includes(node.operation.kind) || hidesNonlinearity(node);
}

/** The weights of an operation: its fields that are tensors, or the weights of the layer that it runs. */
function weightsOf(operation: Operation): Tensor[] {
  if (operation.kind === 'layer') return operation.layer.weights.map((weight) => weight.read());
  // The noise of a posterior's sample is a tensor too, but not a weight.
  if (operation.kind === 'posteriorSample') return [];
  const fields: unknown[] = Object.values(operation);
  return fields.flat().filter((field) => field instanceof Tensor);
}

/** How many numbers the tensors have together; tensors of the same memory count once. */
function total(weights: readonly Tensor[]): number {
  const sizes = new Map(weights.map(({ dataId, size }) => [dataId, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function counts(names: readonly string[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return Object.fromEntries([...found].sort(([, a], [, b]) => b - a));
}
