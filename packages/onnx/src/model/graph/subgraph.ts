import type { Constant, OnnxNode, Subgraph } from '../onnx-model.js';
import { readSparseTensor } from '../tensor/sparse-tensor.js';
import { readTensor } from '../tensor/tensor.js';
import { decodeGraph, type NodeMessage } from '../wire/schema.js';
import { constantOf } from './constant-node.js';
import { orderedNodes } from './node-order.js';

/** Branches may contain branches this deep. */
const MAX_DEPTH = 16;

/**
 * A branch of an `If`: a graph without inputs, which sees the tensors of the graphs around it.
 * @param read reads a node of the branch, at its depth.
 * @returns undefined for a branch that is not read: too deep, with numbers in another file, or with tensors that are not supported.
 * @throws any error if the bytes are no graph.
 */
export function readSubgraph(
  where: string,
  bytes: Uint8Array,
  depth: number,
  read: (node: NodeMessage, depth: number) => OnnxNode,
): Subgraph | undefined {
  if (depth >= MAX_DEPTH || bytes.length === 0) return undefined;
  const message = decodeGraph(bytes);
  const tensors = [
    ...message.initializers,
    ...message.nodes.flatMap(({ attributes }) => attributes.flatMap(({ tensor }) => tensor ?? [])),
  ];
  if (message.inputs.length > 0 || tensors.some(({ dataLocation }) => dataLocation === 1)) return undefined;
  const constants = new Map<string, Constant>();
  const initial = [
    ...message.initializers.map(
      (tensor) => [tensor.name, readTensor(`${where}: tensor "${tensor.name}"`, tensor)] as const,
    ),
    ...message.sparseInitializers.map((sparse) => {
      const name = sparse.values?.name ?? '';
      return [name, readSparseTensor(`${where}: tensor "${name}"`, sparse)] as const;
    }),
  ];
  for (const [name, value] of initial) {
    if (!('data' in value)) return undefined;
    constants.set(name, value);
  }
  const nodes: OnnxNode[] = [];
  for (const each of message.nodes) {
    const node = read(each, depth + 1);
    const constant = node.domain === '' && node.op === 'Constant' ? constantOf(node) : undefined;
    const [output] = node.outputs;
    if (constant === undefined || output === undefined) nodes.push(node);
    else constants.set(output, constant);
  }
  const outputs = message.outputs.map(({ name }) => name);
  const own = new Set([...constants.keys(), ...nodes.flatMap((node) => node.outputs)]);
  const used = [...nodes.flatMap((node) => [...node.inputs, ...(node.captured ?? [])]), ...outputs];
  const captured = [...new Set(used)].filter((name) => name !== '' && !own.has(name));
  const known = new Set([...constants.keys(), ...captured]);
  return { nodes: orderedNodes(where, nodes, known), constants, outputs, captured };
}
