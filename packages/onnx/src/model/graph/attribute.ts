import type { Attribute } from '../onnx-model.js';
import { readSparseTensor } from '../tensor/sparse-tensor.js';
import { readTensor } from '../tensor/tensor.js';
import type { AttributeMessage, TensorMessage } from '../wire/schema.js';

/** The bytes of tensors whose numbers are in other files. */
export type ExternalData = ReadonlyMap<TensorMessage, Uint8Array>;

/** The kinds of attributes, with the numbers that the format gives them. */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const TENSOR = 4;
const GRAPH = 5;
const FLOATS = 6;
const INTS = 7;
const STRINGS = 8;
const GRAPHS = 10;
const SPARSE_TENSOR = 11;

/** The value of an attribute. @param where the beginning of the messages, with the attribute's name. */
export function readAttribute(where: string, attribute: AttributeMessage, external: ExternalData): Attribute {
  const { tensor, sparseTensor } = attribute;
  switch (attribute.type ?? kindOf(attribute)) {
    case FLOAT:
      return attribute.float ?? 0;
    case INT:
      return attribute.integer ?? 0;
    case STRING:
      return textOf(attribute.text ?? new Uint8Array());
    case FLOATS:
      return attribute.floats;
    case INTS:
      return attribute.integers;
    case STRINGS:
      return attribute.texts.map(textOf);
    case TENSOR:
      if (tensor !== undefined) return readTensor(where, tensor, external.get(tensor));
      return { unreadable: `attribute "${attribute.name}" has no value.` };
    case SPARSE_TENSOR:
      if (sparseTensor !== undefined) return readSparseTensor(where, sparseTensor);
      return { unreadable: `attribute "${attribute.name}" has no value.` };
    case GRAPH:
    case GRAPHS:
      return { graph: true };
    default:
      return { unreadable: `the kind of attribute "${attribute.name}" is not supported.` };
  }
}

/** The oldest files do not state the kind. */
function kindOf(attribute: AttributeMessage): number {
  if (attribute.float !== undefined) return FLOAT;
  if (attribute.integer !== undefined) return INT;
  if (attribute.text !== undefined) return STRING;
  if (attribute.tensor !== undefined) return TENSOR;
  if (attribute.graph !== undefined) return GRAPH;
  if (attribute.floats.length > 0) return FLOATS;
  if (attribute.texts.length > 0) return STRINGS;
  if (attribute.graphs.length > 0) return GRAPHS;
  return attribute.sparseTensor === undefined ? INTS : SPARSE_TENSOR;
}

/** Keeps a byte order mark at the start of the string. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
