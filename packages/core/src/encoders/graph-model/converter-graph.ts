import { checkModelNotDisposed, invalidArgument, typeName } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphModel } from './graph-model.js';

/** A node of the graph that a GraphModel executes. tfjs-converter 4.22 keeps it behind `private`. */
export interface ConverterNode {
  readonly name: string;
  /** TensorFlow's name of the operation. */
  readonly op: string;
  /** tfjs' group of operations; undefined if tfjs does not know the operation. */
  readonly category: string | undefined;
  /** `name` or `name:index` of each input, control inputs excluded. */
  readonly inputNames: readonly string[];
  /** Names of the nodes that must run before this one, although it does not read their outputs. */
  readonly controlNames: readonly string[];
  readonly attrParams: Readonly<Record<string, { readonly value?: unknown }>>;
  /** The nodes that read an output of this one, once for each time that they read it. */
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

/** A node as tfjs keeps it: control inputs are among the inputs, without their `^`. */
type RawNode = Omit<ConverterNode, 'children' | 'controlNames'>;

interface RawModel {
  readonly executor?: {
    readonly graph?: {
      readonly nodes: Readonly<Record<string, RawNode>>;
      readonly placeholders: readonly RawNode[];
      readonly outputs: readonly RawNode[];
    };
    readonly weightMap: ConverterGraph['weights'];
  };
  readonly execute?: unknown;
  /** The model's file, the only place where control inputs are marked. */
  readonly artifacts?: {
    readonly modelTopology?: {
      readonly node?: readonly { readonly name: string; readonly input?: readonly string[] }[];
    };
  };
}

/**
 * Copies the graph of a GraphModel, with control inputs separated from the inputs.
 * @throws unless the value is a loaded GraphModel that was not disposed.
 */
export function converterGraph(caller: string, model: GraphModel): ConverterGraph {
  const { executor, execute, artifacts } = (model ?? {}) as unknown as RawModel;
  if (executor?.graph?.nodes === undefined || typeof execute !== 'function') {
    throw invalidArgument(
      `${caller}: expected a GraphModel, as loadGraphModel gives; got ${typeName(model)}.`,
    );
  }
  const { graph, weightMap: weights } = executor;
  checkModelNotDisposed(caller, model);
  const written = new Map(artifacts?.modelTopology?.node?.map(({ name, input }) => [name, input ?? []]));
  // Without a prototype, a node named constructor is like any other.
  const nodes: Record<string, ConverterNode & { children: ConverterNode[] }> = Object.create(null);
  for (const [name, raw] of Object.entries(graph.nodes)) {
    const isControl = (i: number) => written.get(name)?.[i]?.startsWith('^') ?? false;
    nodes[name] = {
      ...raw,
      inputNames: raw.inputNames.filter((_, i) => !isControl(i)),
      controlNames: raw.inputNames.filter((_, i) => isControl(i)).map((input) => nodeName(tensorName(input))),
      children: [],
    };
  }
  for (const node of Object.values(nodes)) {
    for (const input of node.inputNames) nodes[nodeName(tensorName(input))]?.children.push(node);
  }
  const copies = (raw: readonly RawNode[]) => raw.flatMap(({ name }) => nodes[name] ?? []);
  return { nodes, placeholders: copies(graph.placeholders), outputs: copies(graph.outputs), weights };
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

/**
 * The node that computes a tensor. The node exists, because the converter's graph contains every node that another
 * one names.
 */
export function nodeOf({ nodes }: ConverterGraph, tensor: TensorName): ConverterNode {
  return nodes[nodeName(tensor)] as ConverterNode;
}

export function inputsOf({ inputNames }: ConverterNode): TensorName[] {
  return inputNames.map(tensorName);
}
