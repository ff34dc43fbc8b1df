import { unsupportedModel } from '@csm/base';
import {
  accurateOperationForward,
  type Graph,
  type GraphNode,
  type Operation,
  operationForward,
} from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Emitter } from './emitter.js';
import { OPERATIONS } from './operations/index.js';
import type { Recording } from './recorder.js';
import { sideInputsOf, withSideValues } from './side-inputs.js';
import { BATCH, type Value } from './value.js';
import { type Weights, withTensors } from './weights.js';

/** A node of a graph whose operation has symbolic tensors as weights, with its outputs. */
export interface RecordedNode {
  readonly node: GraphNode;
  readonly operation: Operation;
  readonly output: Tensor;
}

/** A recorded forward pass. */
export interface ForwardPass {
  readonly input: Value;
  /** The inputs with numbers per sample, in the order of `sideInputsOf(graph)`. */
  readonly side: readonly Value[];
  /** By the ids of the graph's nodes. */
  readonly nodes: readonly RecordedNode[];
  readonly latent: Value;
}

/**
 * Records a graph's forward pass.
 * @param input where the pass starts, `[BATCH, ...inputShape]`. Default: an input of the written model.
 * @param accurateSums whether sums are rounded about once: see `TraceOptions.accurateSums`.
 * @throws if a layer or node runs as a whole, so that it cannot be written; the error names it.
 */
export function recordForward(
  caller: string,
  emitter: Emitter,
  recording: Recording,
  graph: Graph,
  weights: Weights,
  { input, accurateSums = false }: { input?: Value | undefined; accurateSums?: boolean | undefined } = {},
): ForwardPass {
  checkVisible(caller, graph);
  const { tensorFor, valueFor } = recording;
  const start = input ?? emitter.input('input', batchOf(graph.nodes[graph.input]?.outputShape ?? []));
  const side = new Map(
    sideInputsOf(graph).map(({ name, node, values: { shape } }) => [
      node,
      emitter.input(name, batchOf(shape.slice(1))),
    ]),
  );
  const constants = new Map<unknown, Value>();
  const weightTensor = (tensor: Tensor, name: string): Tensor => {
    const known = constants.get(tensor.dataId);
    if (known !== undefined && `${known.shape}` === `${tensor.shape}`) return tensorFor(known);
    const made = emitter.constant(weights.get(tensor.dataId) ?? [], tensor.shape, name);
    constants.set(tensor.dataId, made);
    return tensorFor(made);
  };
  const nodes: RecordedNode[] = [];
  for (const node of graph.nodes) {
    if (node.id === graph.input) {
      nodes[node.id] = { node, operation: node.operation, output: tensorFor(start) };
      continue;
    }
    const ownSide = side.get(node.id);
    const operation =
      ownSide === undefined
        ? withTensors(node.operation, node.name, weightTensor)
        : withSideValues(node.operation, tensorFor(ownSide));
    const inputs = node.inputs.flatMap((id) => nodes[id]?.output ?? []);
    const write = accurateSums ? undefined : OPERATIONS[operation.kind];
    const written = write?.(emitter, operation as never, inputs.map(valueFor), { node, valueFor });
    const output = written
      ? tensorFor(written)
      : (accurateSums ? accurateOperationForward : operationForward)(operation, inputs);
    nodes[node.id] = { node, operation, output };
  }
  const latent = valueFor(nodes[graph.output]?.output as Tensor);
  return { input: start, side: [...side.values()], nodes, latent };
}

const batchOf = (shape: readonly number[]) => ({ type: 'float32' as const, shape: [BATCH, ...shape] });

/** @throws if a layer or node runs as a whole, so that it cannot be written; the error names it. */
export function checkVisible(caller: string, { nodes }: Graph): void {
  const hidden = nodes.find(({ operation: { kind } }) => kind === 'layer' || kind === 'graphOperation');
  if (hidden === undefined) return;
  const { name, operation } = hidden;
  const className = 'className' in operation ? operation.className : operation.kind;
  throw unsupportedModel(
    `${caller}: ${operation.kind === 'layer' ? 'layer' : 'node'} "${name}" (${className}) runs as a whole in TensorFlow.js, so it cannot be ` +
      'written as ONNX; use the encoder in TensorFlow.js, or build the model of layers whose operations are visible (see encoder.graph).',
  );
}
