import {
  accurateOperationForward,
  type Graph,
  type GraphNode,
  type Operation,
  operationForward,
} from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkVisible } from './check-visible.js';
import type { Emitter } from './emitter.js';
import { namingRecorded } from './not-recordable.js';
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
  /** The inputs with values per sample, in the order of `sideInputsOf(graph)`. */
  readonly side: readonly Value[];
  /** By the ids of the graph's nodes. */
  readonly nodes: readonly RecordedNode[];
  readonly latent: Value;
}

/** Options of {@link recordForward}. */
export interface ForwardOptions {
  /** Where the pass starts, `[BATCH, ...inputShape]`, or a multiple of the batch. Default: an input of the written model. */
  readonly input?: Value | undefined;
  /** The values per sample, `[BATCH, …]`, in the order of `sideInputsOf(graph)`. Default: inputs of the written model. */
  readonly side?: readonly Value[] | undefined;
  /** Whether sums are rounded about once: see `TraceOptions.accurateSums`. Default false. */
  readonly accurateSums?: boolean | undefined;
  /** Whether nodes that compute the same are written one by one. Default false. */
  readonly separate?: boolean | undefined;
}

/**
 * Records a graph's forward pass.
 * @throws if a layer or node runs as a whole, so that it cannot be written as ONNX; the error names it.
 */
export function recordForward(
  caller: string,
  emitter: Emitter,
  recording: Recording,
  graph: Graph,
  weights: Weights,
  { input, side: givenSide, accurateSums = false, separate = false }: ForwardOptions = {},
): ForwardPass {
  checkVisible(caller, graph);
  const { tensorFor, valueFor } = recording;
  const start = input ?? emitter.input('input', batchOf(graph.nodes[graph.input]?.outputShape ?? []));
  const side = new Map(
    sideInputsOf(graph).map(({ name, node, values: { shape } }, i) => [
      node,
      givenSide?.[i] ?? emitter.input(name, batchOf(shape.slice(1))),
    ]),
  );
  const weightTensor = (tensor: Tensor, name: string): Tensor =>
    tensorFor(emitter.constant(weights.get(tensor.dataId) ?? [], tensor.shape, name));
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
    const writeNode = () => {
      const written = write?.(emitter, operation as never, inputs.map(valueFor), { node, valueFor });
      if (written) return tensorFor(written);
      return namingRecorded(caller, `node "${node.name}" (${operation.kind})`, () =>
        (accurateSums ? accurateOperationForward : operationForward)(operation, inputs),
      );
    };
    const output = separate ? emitter.separately(writeNode) : writeNode();
    nodes[node.id] = { node, operation, output };
  }
  const latent = valueFor(nodes[graph.output]?.output as Tensor);
  return { input: start, side: [...side.values()], nodes, latent };
}

const batchOf = (shape: readonly number[]) => ({ type: 'float32' as const, shape: [BATCH, ...shape] });
