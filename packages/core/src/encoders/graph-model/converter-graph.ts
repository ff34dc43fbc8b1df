import { invalidArgument, typeName } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphModel } from './graph-model.js';

/** A node of the graph that a GraphModel executes. tfjs-converter 4.22 keeps it behind `private`. */
export interface ConverterNode {
  readonly name: string;
  /** TensorFlow's name of the operation. */
  readonly op: string;
  /** tfjs' group of operations; undefined if tfjs does not know the operation. */
  readonly category: string | undefined;
  /** `name` or `name:index` of each input. */
  readonly inputNames: readonly string[];
  readonly attrParams: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly children: readonly ConverterNode[];
  /** The name of an input or output in the model's signature. */
  readonly signatureKey?: string;
}

/** The graph that a GraphModel executes. */
export interface ConverterGraph {
  readonly nodes: Readonly<Record<string, ConverterNode>>;
  readonly placeholders: readonly ConverterNode[];
  readonly outputs: readonly ConverterNode[];
  readonly weights: Readonly<Record<string, readonly Tensor[]>>;
}

/** One output of a node as `name:index`, a form that no name of the signature has. */
export type TensorName = `${string}:${number}`;

/** @throws unless the value is a loaded GraphModel. */
export function converterGraph(caller: string, model: GraphModel): ConverterGraph {
  const { executor, execute } = (model ?? {}) as unknown as {
    executor?: { graph?: Omit<ConverterGraph, 'weights'>; weightMap: ConverterGraph['weights'] };
    execute?: unknown;
  };
  if (executor?.graph?.nodes === undefined || typeof execute !== 'function') {
    throw invalidArgument(
      `${caller}: expected a GraphModel, as loadGraphModel gives; got ${typeName(model)}.`,
    );
  }
  return { ...executor.graph, weights: executor.weightMap };
}

/** The output of a node that an input's name refers to: `split:1`, `norm:y:0`, `relu`. */
export function tensorName(input: string): TensorName {
  const parts = input.split(':');
  return parts.length === 1 ? `${input}:0` : `${parts[0]}:${Number(parts.at(-1))}`;
}

/** The name of the node that computes a tensor. */
export function nodeName(tensor: TensorName): string {
  return tensor.slice(0, tensor.lastIndexOf(':'));
}
