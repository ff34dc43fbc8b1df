import { WireType } from '@bufbuild/protobuf/wire';
import {
  blob,
  blobs,
  float,
  floats,
  integer,
  integers,
  many,
  numberBytes,
  one,
  text,
  texts,
  unsignedIntegers,
} from './fields.js';
import { message } from './message.js';

// The messages and fields of the ONNX format (https://onnx.ai) that are read, with the numbers that the format gives them.

const keyValue = message({ key: text(1), value: text(2) });

const tensor = message({
  dims: integers(1),
  dataType: integer(2),
  floatData: numberBytes(4, WireType.Bit32),
  /** Also of types with fewer bits; of float16 and bfloat16, the bits. */
  int32Data: integers(5),
  stringData: blobs(6),
  int64Data: integers(7),
  name: text(8),
  rawData: blob(9),
  doubleData: numberBytes(10, WireType.Bit64),
  /** Also of uint32. */
  uint64Data: unsignedIntegers(11),
  externalData: many(13, keyValue),
  /** 1: the numbers are in another file. */
  dataLocation: integer(14),
});

const sparseTensor = message({ values: one(1, tensor), indices: one(2, tensor), dims: integers(3) });

const attribute = message({
  name: text(1),
  float: float(2),
  integer: integer(3),
  text: blob(4),
  tensor: one(5, tensor),
  /** A subgraph: its bytes, because messages nest only as deep as these fields say. */
  graph: blob(6),
  floats: floats(7),
  integers: integers(8),
  texts: blobs(9),
  tensors: blobs(10),
  graphs: blobs(11),
  typeProto: blob(14),
  type: integer(20),
  /** In a function: the attribute of the calling node that has the value. */
  reference: text(21),
  sparseTensor: one(22, sparseTensor),
});

const node = message({
  inputs: texts(1),
  outputs: texts(2),
  name: text(3),
  op: text(4),
  attributes: many(5, attribute),
  domain: text(7),
  overload: text(8),
});

const dimension = message({ length: integer(1), name: text(2) });
const shape = message({ dimensions: many(1, dimension) });
const tensorType = message({ elementType: integer(1), shape: one(2, shape) });
const valueInfo = message({ name: text(1), type: one(2, message({ tensor: one(1, tensorType) })) });

const graph = message({
  nodes: many(1, node),
  initializers: many(5, tensor),
  inputs: many(11, valueInfo),
  outputs: many(12, valueInfo),
  sparseInitializers: many(15, sparseTensor),
});

export const decodeGraph = graph;

const operatorSet = message({ domain: text(1), version: integer(2) });

const localFunction = message({
  name: text(1),
  inputs: texts(4),
  outputs: texts(5),
  nodes: many(7, node),
  operatorSets: many(9, operatorSet),
  domain: text(10),
  /** Attributes with a default. */
  attributes: many(11, attribute),
  overload: text(13),
});

/** The message that an ONNX file consists of. */
export const decodeModel = message({
  irVersion: integer(1),
  producerName: text(2),
  producerVersion: text(3),
  graph: one(7, graph),
  operatorSets: many(8, operatorSet),
  metadata: many(14, keyValue),
  functions: many(25, localFunction),
});

export type ModelMessage = ReturnType<typeof decodeModel>;
export type GraphMessage = ReturnType<typeof graph>;
export type FunctionMessage = ReturnType<typeof localFunction>;
export type NodeMessage = ReturnType<typeof node>;
export type AttributeMessage = ReturnType<typeof attribute>;
export type TensorMessage = ReturnType<typeof tensor>;
export type SparseTensorMessage = ReturnType<typeof sparseTensor>;
export type ValueInfoMessage = ReturnType<typeof valueInfo>;
