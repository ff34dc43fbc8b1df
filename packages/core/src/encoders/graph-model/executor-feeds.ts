import type { DataType } from '@tensorflow/tfjs-core';
import type { ControlInput } from '../../graph/operations/graph-operation.js';
import {
  type ConverterGraph,
  type ConverterNode,
  inputsOf,
  nodeName,
  nodeOf,
  type TensorName,
} from './converter-graph.js';
import { needsExecuteAsync } from './graph-model-problems.js';

/**
 * The tensors from which the executor can run one node. Integers, such as shapes, have no gradient and are computed again.
 * Only one output of a node can be fed; if several are needed, that node is run as well.
 *
 * @param isDependent whether a tensor depends on the model's inputs.
 * @param isFed whether a tensor is fed rather than computed again.
 */
export function feedsOf(
  graph: ConverterGraph,
  node: ConverterNode,
  isDependent: (tensor: TensorName) => boolean,
  isFed: (tensor: TensorName) => boolean,
): TensorName[] {
  const feeds = new Set<TensorName>();
  const seen = new Set<string>();
  const gather = (from: ConverterNode) => {
    const waiting = [from];
    for (let of = waiting.shift(); of !== undefined; of = waiting.shift()) {
      seen.add(of.name);
      for (const input of inputsOf(of).filter(isDependent)) {
        if (isFed(input)) feeds.add(input);
        else if (!seen.has(nodeName(input))) waiting.push(nodeOf(graph, input));
      }
    }
  };
  gather(node);
  for (let twice = fedTwice(feeds); twice !== undefined; twice = fedTwice(feeds)) {
    for (const feed of feeds) if (nodeName(feed) === twice) feeds.delete(feed);
    gather(nodeOf(graph, `${twice}:0`));
  }
  return [...feeds];
}

function fedTwice(feeds: ReadonlySet<TensorName>): string | undefined {
  const names = [...feeds].map(nodeName);
  return names.find((name, i) => names.indexOf(name) !== i);
}

/** The control inputs of a node, and of the nodes that run with it because they are not fed. */
export function controlsOf(
  graph: ConverterGraph,
  node: ConverterNode,
  fed: ReadonlySet<string>,
): ControlInput[] {
  const controls = new Map<string, ControlInput>();
  const seen = new Set<string>();
  const waiting = [node];
  for (let of = waiting.pop(); of !== undefined; of = waiting.pop()) {
    if (seen.has(of.name) || fed.has(of.name) || Object.hasOwn(graph.weights, of.name)) continue;
    seen.add(of.name);
    for (const name of of.controlNames) {
      if (!fed.has(name) && !Object.hasOwn(graph.weights, name))
        controls.set(name, controlInput(graph, name));
    }
    for (const input of inputsOf(of)) waiting.push(nodeOf(graph, input));
  }
  return [...controls.values()].filter(({ name }) => !seen.has(nodeName(name as TensorName)));
}

function controlInput(graph: ConverterGraph, name: string): ControlInput {
  const { shape, dtype } = nodeOf(graph, `${name}:0`).attrParams;
  const lengths = (shape?.value ?? []) as readonly number[];
  return {
    name: `${name}:0`,
    shape: lengths.map((length) => Math.max(length, 1)),
    dtype: (dtype?.value ?? 'float32') as DataType,
  };
}

/** The node among the control inputs that only runs asynchronously, if there is one. */
export function asynchronousControl(
  graph: ConverterGraph,
  controls: readonly ControlInput[],
): ConverterNode | undefined {
  return controls.map(({ name }) => nodeOf(graph, name as TensorName)).find(needsExecuteAsync);
}
