import { float, floats, integer, integers, many, one, text, texts } from './fields.js';
import type { Field } from './message.js';
import type { Attribute, GraphDraft, ModelDraft, NodeDraft, ValueInfoDraft } from './model-draft.js';
import { TYPE_NUMBERS, tensorFields } from './tensor.js';

// The messages of the ONNX format (https://onnx.ai) that are written, with their fields in the order of their numbers.

export const modelFields = (model: ModelDraft): Field[] => [
  integer(1, model.irVersion),
  text(2, model.producer.name),
  text(3, model.producer.version),
  text(6, model.documentation),
  one(7, graphFields(model.graph)),
  one(8, [integer(2, model.opset)]),
  many(
    14,
    Object.entries(model.metadata).map(([key, value]) => [text(1, key), text(2, value)]),
  ),
];

const graphFields = (graph: GraphDraft): Field[] => [
  many(1, graph.nodes.map(nodeFields)),
  text(2, graph.name),
  many(
    5,
    graph.initializers.map((tensor) => tensorFields(tensor, tensor.name)),
  ),
  many(11, graph.inputs.map(valueInfoFields)),
  many(12, graph.outputs.map(valueInfoFields)),
];

const nodeFields = ({ op, name, inputs, outputs, attributes = {} }: NodeDraft): Field[] => [
  texts(1, inputs),
  texts(2, outputs),
  text(3, name),
  text(4, op),
  many(
    5,
    Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [[text(1, key), ...valueFields(value)]],
    ),
  ),
];

/** The value of an attribute, and the number of its type. */
function valueFields(value: Attribute): Field[] {
  const kind = (number: number) => integer(20, number);
  if (typeof value === 'number') return [integer(3, value), kind(2)];
  if (typeof value === 'string') return [texts(4, [value]), kind(3)];
  if ('float' in value) return [float(2, value.float), kind(1)];
  if ('floats' in value) return [floats(7, value.floats), kind(6)];
  if ('strings' in value) return [texts(9, value.strings), kind(8)];
  if ('tensor' in value) return [one(5, tensorFields(value.tensor)), kind(4)];
  if ('graph' in value) return [one(6, graphFields(value.graph)), kind(5)];
  return [integers(8, value), kind(7)];
}

const valueInfoFields = ({ name, type, shape, description }: ValueInfoDraft): Field[] => [
  text(1, name),
  one(2, [one(1, [integer(1, TYPE_NUMBERS[type]), one(2, [many(1, shape.map(dimensionFields))])])]),
  text(3, description),
];

const dimensionFields = (length: number | string): Field[] => [
  typeof length === 'number' ? integer(1, length) : text(2, length),
];
