import type { TensorMessage, ValueInfoMessage } from '../src/model/wire/schema.js';
import {
  type AttributeMessage,
  decodeGraph,
  decodeModel,
  type GraphMessage,
} from '../src/model/wire/schema.js';
import type {
  Attribute,
  GraphDraft,
  ModelDraft,
  TensorDraft,
  ValueInfoDraft,
} from '../src/write/wire/model-draft.js';
import { bytesOf } from './onnx-bytes.js';

// What a model contains, as plain data, in the form of `describe` in `python/onnx_models.py`. Floats are given by their bytes, so that
// NaN, −0 and subnormal numbers are compared exactly.

const TYPES = { float32: 'FLOAT', int32: 'INT32', int64: 'INT64', bool: 'BOOL' } as const;
const TYPES_BY_NUMBER: Readonly<Record<number, string>> = { 1: 'FLOAT', 6: 'INT32', 7: 'INT64', 9: 'BOOL' };

const hex = (bytes: Uint8Array = new Uint8Array()): string => Buffer.from(bytes).toString('hex');
const hexOfFloats = (numbers: readonly number[]) => hex(bytesOf(Float32Array.from(numbers)));

/** The content of a draft. */
export function contentOfDraft({ irVersion, opset, producer, documentation, graph, metadata }: ModelDraft) {
  return {
    irVersion,
    producer: [producer.name, producer.version],
    documentation: documentation ?? '',
    opsets: [['', opset]],
    metadata: Object.entries(metadata),
    graph: draftGraph(graph),
  };
}

function draftGraph({ name, nodes, initializers, inputs, outputs }: GraphDraft): unknown {
  return {
    name,
    nodes: nodes.map(({ attributes = {}, ...node }) => ({
      ...node,
      attributes: Object.entries(attributes).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, ...draftValue(value)]],
      ),
    })),
    initializers: initializers.map((tensor) => ({ name: tensor.name, ...draftTensor(tensor) })),
    inputs: inputs.map(draftValueInfo),
    outputs: outputs.map(draftValueInfo),
  };
}

function draftValue(value: Attribute): [kind: string, value: unknown] {
  if (typeof value === 'number') return ['INT', value];
  if (typeof value === 'string') return ['STRING', value];
  if ('float' in value) return ['FLOAT', hexOfFloats([value.float])];
  if ('floats' in value) return ['FLOATS', hexOfFloats(value.floats)];
  if ('strings' in value) return ['STRINGS', value.strings];
  if ('tensor' in value) return ['TENSOR', draftTensor(value.tensor)];
  if ('graph' in value) return ['GRAPH', draftGraph(value.graph)];
  return ['INTS', value];
}

const draftTensor = ({ type, shape, numbers }: TensorDraft) => ({
  type: TYPES[type],
  shape,
  bytes: hex(bytesOf(numbers)),
});

const draftValueInfo = ({ name, type, shape, description = '' }: ValueInfoDraft) => ({
  name,
  type: TYPES[type],
  shape,
  description,
});

/** The content of a file as our reader finds it, without documentation, descriptions and names of graphs, which it does not read. */
export function contentOfFile(bytes: Uint8Array) {
  const { irVersion, producerName, producerVersion, operatorSets, metadata, graph } = decodeModel(bytes);
  return {
    irVersion,
    producer: [producerName, producerVersion],
    opsets: operatorSets.map(({ domain, version }) => [domain, version]),
    metadata: metadata.map(({ key, value }) => [key, value]),
    graph: graph && fileGraph(graph),
  };
}

function fileGraph({ nodes, initializers, inputs, outputs }: GraphMessage): unknown {
  return {
    nodes: nodes.map(({ op, name, inputs, outputs, attributes }) => ({
      op,
      name,
      inputs,
      outputs,
      attributes: attributes.map((each) => [each.name, ...fileValue(each)]),
    })),
    initializers: initializers.map((tensor) => ({ name: tensor.name, ...fileTensor(tensor) })),
    inputs: inputs.map(fileValueInfo),
    outputs: outputs.map(fileValueInfo),
  };
}

/** The types of attributes by their numbers in the format. */
function fileValue(attribute: AttributeMessage): [kind: string, value: unknown] {
  const { type, float, floats, text, texts, tensor, graph, integer, integers } = attribute;
  if (type === 1) return ['FLOAT', hexOfFloats(float === undefined ? [] : [float])];
  if (type === 2) return ['INT', integer];
  if (type === 3) return ['STRING', text && Buffer.from(text).toString()];
  if (type === 4) return ['TENSOR', tensor && fileTensor(tensor)];
  if (type === 5) return ['GRAPH', graph && fileGraph(decodeGraph(graph))];
  if (type === 6) return ['FLOATS', hexOfFloats(floats)];
  if (type === 7) return ['INTS', integers];
  if (type === 8) return ['STRINGS', texts.map((each) => Buffer.from(each).toString())];
  return ['unknown', type];
}

const fileTensor = ({ dataType = 0, dims, rawData }: TensorMessage) => ({
  type: TYPES_BY_NUMBER[dataType],
  shape: dims,
  bytes: hex(rawData),
});

const fileValueInfo = ({ name, type }: ValueInfoMessage) => ({
  name,
  type: TYPES_BY_NUMBER[type?.tensor?.elementType ?? 0],
  shape: type?.tensor?.shape?.dimensions.map(({ length, name: free }) => length ?? free),
});
