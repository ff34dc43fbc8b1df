import { type GraphNode, operationForward, operationVjp } from '@csm/core/extend';
import { add, dispose, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Constant, OnnxModel, OnnxNode } from '../src/model/onnx-model.js';
import { type GraphBuilder, graphBuilder } from '../src/read/graph-builder.js';
import { inOnnxOrder } from '../src/read/layout.js';
import { nodeReading } from '../src/read/node-reading.js';
import { readNodes } from '../src/read/read-nodes.js';
import { listedRefusals } from '../src/read/refusals.js';
import { isConstant, type Operand, type Value } from '../src/read/value.js';

/** A plain row-major array. */
export interface Plain {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A model of some nodes; the outputs of all of them are outputs of the model. */
export function modelOfNodes(
  nodes: readonly OnnxNode[],
  constants: ReadonlyMap<string, Constant>,
  opset: number,
): OnnxModel {
  return {
    producer: 'test',
    opsets: new Map([['', opset]]),
    nodes,
    inputs: [],
    outputs: [],
    otherOutputs: [],
    constants,
    metadata: new Map(),
  };
}

/** The graph of the nodes of a model whose inputs are whole samples. */
export interface NodesGraph {
  readonly builder: GraphBuilder;
  readonly inputs: readonly Value[];
  /** By the names of the tensors; values are in ONNX's order. */
  readonly outputs: ReadonlyMap<string, Operand>;
}

/**
 * Reads a model. The tensors of the inputs' nodes hold their axes in reverse, if `isReversed`, as those of images do that were channels
 * first.
 * @throws with all reasons if an output is refused.
 */
export async function graphOfNodes(
  model: OnnxModel,
  inputs: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly type: Constant['type'] } | Constant
  >,
  wanted: readonly string[],
  isReversed = false,
): Promise<NodesGraph> {
  const builder = graphBuilder();
  try {
    return await readInto(builder, model, inputs, wanted, isReversed);
  } catch (error) {
    dispose(builder.weights);
    throw error;
  }
}

async function readInto(
  builder: GraphBuilder,
  model: OnnxModel,
  inputs: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly type: Constant['type'] } | Constant
  >,
  wanted: readonly string[],
  isReversed: boolean,
): Promise<NodesGraph> {
  const start = new Map<string, Operand>();
  const values: Value[] = [];
  for (const [name, input] of inputs) {
    if ('data' in input) {
      start.set(name, input);
      continue;
    }
    const { shape, type } = input;
    const order = shape.map((_, axis) => (isReversed ? shape.length - 1 - axis : axis));
    const id = builder.add(
      name,
      { kind: 'input' },
      [],
      order.map((axis) => shape[axis] ?? 1),
    );
    const value: Value = { id, type, shape, axes: shape.map((_, axis) => [order.indexOf(axis) + 1]) };
    values.push(value);
    start.set(name, value);
  }
  const { tensors, refused } = await readNodes(model, builder, start, wanted, {
    stopsAtMissingConstant: true,
  });
  const node: OnnxNode = {
    name: 'output',
    op: 'Output',
    domain: '',
    inputs: [],
    outputs: [],
    attributes: new Map(),
  };
  const at = nodeReading(builder, { node, opset: 17, operands: [], readers: [] });
  const outputs = new Map<string, Operand>();
  for (const name of wanted) {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(listedRefusals(refused.get(name) ?? []));
    outputs.set(name, isConstant(found) ? found : inOnnxOrder(at, found));
  }
  return { builder, inputs: values, outputs };
}

/** The numbers of a plain array in the order of a value's tensor. */
export function inNodeOrder({ shape, axes }: Value, { data }: Plain): number[] {
  const order = axes.map(([axis = 1]) => axis - 1);
  const own = order.map((_, axis) => order.indexOf(axis));
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const to = own.map((axis) => shape[axis] ?? 1);
  const toStrides = to.map((_, i) => to.slice(i + 1).reduce((a, b) => a * b, 1));
  return Array.from(data, (_, i) => {
    const from = own.reduce(
      (sum, axis, k) => sum + (Math.floor(i / (toStrides[k] ?? 1)) % (to[k] ?? 1)) * (strides[axis] ?? 1),
      0,
    );
    return data[from] ?? 0;
  });
}

/** Runs a graph forward, and backward from one output. @param samples for each input, the arrays of the samples. */
export function runNodes(
  { builder: { nodes }, inputs }: Pick<NodesGraph, 'builder' | 'inputs'>,
  samples: readonly (readonly Plain[])[],
  output: number,
  cotangent?: readonly number[],
): { values: number[]; gradients: number[][] } {
  const results = tidy(() => {
    const values: Tensor[] = [];
    for (const node of nodes) values[node.id] = outputOf(node);
    function outputOf(node: GraphNode): Tensor {
      const at = inputs.findIndex(({ id }) => id === node.id);
      const value = inputs[at];
      if (value === undefined)
        return operationForward(
          node.operation,
          node.inputs.flatMap((id) => values[id] ?? []),
        );
      const own = samples[at] ?? [];
      const data = own.flatMap((plain) => inNodeOrder(value, plain));
      return tensor(data, [own.length, ...node.outputShape], 'float32');
    }
    const found = values[output] as Tensor;
    const cotangents = new Map<number, Tensor>();
    if (cotangent) cotangents.set(output, tensor([...cotangent], found.shape));
    for (const node of [...nodes].reverse()) {
      const arriving = cotangents.get(node.id);
      if (arriving === undefined || node.inputs.length === 0) continue;
      const record = {
        inputs: node.inputs.flatMap((id) => values[id] ?? []),
        output: values[node.id] as Tensor,
      };
      const shares = operationVjp(node.operation, record, arriving);
      shares.forEach((share, i) => {
        const id = node.inputs[i] ?? 0;
        const sofar = cotangents.get(id);
        cotangents.set(id, sofar ? add(sofar, share) : share);
      });
    }
    return { found, gradients: inputs.map(({ id }) => cotangents.get(id) ?? zeros(values[id]?.shape ?? [])) };
  });
  const read = (result: Tensor) => {
    const numbers = [...result.dataSync()];
    result.dispose();
    return numbers;
  };
  return { values: read(results.found), gradients: results.gradients.map(read) };
}
