import type { Attribute, OnnxNode } from '../../../model/onnx-model.js';
import { attributesOf } from '../../attributes.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { activations } from '../activations/index.js';
import { clip } from '../functions/clip.js';

const { Elu, HardSigmoid, LeakyRelu, Relu, Selu, Sigmoid, Softplus, Softsign, Tanh, ThresholdedRelu } =
  activations;

/** The activations that ONNX Runtime fuses; the limits of `Clip` are its attributes, as below opset 11. */
const FUSABLE: Readonly<Record<string, OperatorReader | undefined>> = {
  Clip: (at) => clip({ ...at, opset: 6 }),
  Elu,
  HardSigmoid,
  LeakyRelu,
  Relu,
  Selu,
  Sigmoid,
  Softplus,
  Softsign,
  Tanh,
  ThresholdedRelu,
};

/**
 * The activation that the attribute `activation` of a fused operator names, of what the operator computes.
 * @param attributes the attributes of the activation by the names of its own operator.
 */
export function fusedActivation(
  at: Reading,
  value: Value,
  attributes: ReadonlyMap<string, Attribute>,
): ReturnType<OperatorReader> {
  const op = at.text('activation', '');
  if (op === '') return value;
  const reader = Object.hasOwn(FUSABLE, op) ? FUSABLE[op] : undefined;
  if (reader === undefined) throw at.refuse(`the fused activation "${op}" is not supported.`);
  const node: OnnxNode = { ...at.node, op, attributes };
  return reader({
    ...at,
    ...attributesOf(node),
    node,
    attribute: (name) => attributes.get(name),
    value: () => value,
    operand: () => value,
  });
}

/** The reading of the operator before the activation, whose nodes get a name of their own if there is an activation. */
export function beforeActivation(at: Reading, name: string): Reading {
  if (at.text('activation', '') === '') return at;
  return {
    ...at,
    add: (operation, inputs, result, part) =>
      at.add(operation, inputs, result, part === undefined ? name : `${name}/${part}`),
  };
}
