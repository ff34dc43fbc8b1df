import { invalidFile, unsupportedModel } from '@csm/base';
import type { ExternalData } from './graph/attribute.js';
import { constantOf } from './graph/constant-node.js';
import { inlinedNodes } from './graph/functions.js';
import { readNode, standardDomain } from './graph/node.js';
import { orderedNodes } from './graph/node-order.js';
import { readValueInfo } from './graph/value-info.js';
import type { Constant, OnnxModel, OnnxNode, OnnxValueInfo, Unreadable } from './onnx-model.js';
import { readSparseTensor } from './tensor/sparse-tensor.js';
import { readTensor } from './tensor/tensor.js';
import type { GraphMessage, ModelMessage } from './wire/schema.js';

/**
 * The model that a message holds.
 * @param where the beginning of the messages of errors.
 * @param external the bytes of tensors whose numbers are in other files.
 */
export function modelOfMessage(where: string, message: ModelMessage, external: ExternalData): OnnxModel {
  const { graph } = message;
  if (graph === undefined)
    throw invalidFile(`${where}: expected an ONNX model; the file has no graph; export the model again.`);
  const constants = new Map<string, Constant>();
  const nodes: OnnxNode[] = [];
  const add = (name: string, value: Constant | Unreadable) => {
    if (constants.has(name)) {
      throw invalidFile(`${where}: expected one tensor "${name}"; there are two; export the model again.`);
    }
    if ('data' in value) constants.set(name, value);
    else nodes.push(unreadableNode(name, value));
  };
  readInitializers(where, graph, external, add);
  const initialised = new Set([...constants.keys(), ...nodes.flatMap(({ outputs }) => outputs)]);
  const inputs: OnnxValueInfo[] = [];
  for (const info of graph.inputs) {
    if (initialised.has(info.name)) continue;
    const read = readValueInfo(info);
    if ('name' in read) inputs.push(read);
    else nodes.push(unreadableNode(info.name, read));
  }
  const computed: OnnxNode[] = [];
  for (const each of inlinedNodes(where, message)) {
    const node = readNode(where, each, external);
    const constant = node.domain === '' && node.op === 'Constant' ? constantOf(node) : undefined;
    const [output] = node.outputs;
    if (constant === undefined || output === undefined) computed.push(node);
    else add(output, constant);
  }
  const opsets = new Map(
    message.operatorSets.map(({ domain, version }) => [standardDomain(domain), version ?? 1]),
  );
  checkOpset(where, opsets.get(''), computed);
  const known = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  const ordered = orderedNodes(where, [...nodes, ...computed], known);
  const outputs: OnnxValueInfo[] = [];
  const otherOutputs: string[] = [];
  for (const info of graph.outputs) {
    const read = readValueInfo(info);
    if ('name' in read) outputs.push(read);
    else otherOutputs.push(info.name);
  }
  checkOutputs(where, outputs, new Set([...known, ...ordered.flatMap((node) => node.outputs)]));
  return {
    producer: [message.producerName, message.producerVersion].filter((part) => part !== '').join(' '),
    opsets,
    nodes: ordered,
    inputs,
    outputs,
    otherOutputs,
    constants,
    metadata: new Map(message.metadata.map(({ key, value }) => [key, value])),
  };
}

function readInitializers(
  where: string,
  graph: GraphMessage,
  external: ExternalData,
  add: (name: string, value: Constant | Unreadable) => void,
): void {
  for (const tensor of graph.initializers) {
    add(tensor.name, readTensor(`${where}: tensor "${tensor.name}"`, tensor, external.get(tensor)));
  }
  for (const sparse of graph.sparseInitializers) {
    const name = sparse.values?.name ?? '';
    add(name, readSparseTensor(`${where}: tensor "${name}"`, sparse));
  }
}

/** A tensor that cannot be read is refused where a node needs it. */
function unreadableNode(name: string, value: Unreadable): OnnxNode {
  return {
    name,
    op: 'Constant',
    domain: '',
    inputs: [],
    outputs: [name],
    attributes: new Map([['value', value]]),
  };
}

/** Before this version, `Add` and others place a smaller operand by an attribute, and BatchNormalization and Dropout are in training mode. */
const OLDEST_OPSET = 7;

function checkOpset(where: string, opset: number | undefined, nodes: readonly OnnxNode[]): void {
  if (nodes.every(({ domain }) => domain !== '')) return;
  if (opset === undefined) {
    throw invalidFile(
      `${where}: expected an ONNX model; the bytes do not state the version of its operators (opset); download or export the model again.`,
    );
  }
  if (opset >= OLDEST_OPSET) return;
  throw unsupportedModel(
    `${where}: expected operators of opset ${OLDEST_OPSET} or newer; the model has opset ${opset}; export the model again, ` +
      'with opset_version=17 or newer.',
  );
}

function checkOutputs(where: string, outputs: readonly OnnxValueInfo[], tensors: ReadonlySet<string>): void {
  const missing = outputs.find(({ name }) => !tensors.has(name));
  if (missing === undefined) return;
  throw invalidFile(
    `${where}: the model's output "${missing.name}" is a tensor that does not exist; export the model again.`,
  );
}
