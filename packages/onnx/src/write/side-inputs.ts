import type { Graph, GraphNode, Operation } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A further input of the written model: values per sample, such as a condition or the noise of a posterior sample. */
export interface SideInput {
  readonly name: string;
  /** Id of the node that reads it. */
  readonly node: number;
  /** The values of all samples. `rows` rows from `start` on are used; they repeat in a batch that is a multiple of `rows`. */
  readonly values: Tensor;
  readonly start: number;
  readonly rows: number;
}

/** The inputs of a graph that have values per sample. */
export function sideInputsOf({ nodes }: Graph): SideInput[] {
  return nodes.flatMap((node) => sideInputOf(node) ?? []);
}

export function isPerSample(operation: Operation): boolean {
  return operation.kind === 'posteriorSample' || (operation.kind === 'given' && operation.perSample);
}

function sideInputOf({ id, name, operation }: GraphNode): SideInput | undefined {
  if (operation.kind === 'posteriorSample') {
    const { noise } = operation;
    return { name: `${name} noise`, node: id, values: noise, start: 0, rows: noise.shape[0] ?? 1 };
  }
  if (operation.kind !== 'given' || !operation.perSample) return undefined;
  const { values, start, rows } = operation;
  return { name, node: id, values, start, rows };
}

/** The operation with another tensor of values per sample, one row for each sample. */
export function withSideValues(operation: Operation, values: Tensor): Operation {
  const [rows = 1] = values.shape;
  if (operation.kind === 'posteriorSample') return { ...operation, noise: values as typeof operation.noise };
  return operation.kind === 'given' ? { ...operation, values, start: 0, rows } : operation;
}
