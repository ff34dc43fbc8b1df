import { size } from '@csm/base';
import type { Constant, OnnxNode } from '../model/onnx-model.js';
import { attributesOf } from './attributes.js';
import { checkedCount } from './fold/arrays/numbers-of-type.js';
import type { GraphBuilder } from './graph-builder.js';
import { ownAxes } from './layout/samples-axis.js';
import type { Reading } from './reading.js';
import { markMixed, markNotConstant, refusalError } from './refusals.js';
import { isConstant, type Operand } from './value.js';

/** What is known of one ONNX node when it is read. */
export interface NodeToRead {
  readonly node: OnnxNode;
  readonly opset: number;
  /** What wrote the model. */
  readonly producer?: string;
  readonly operands: readonly (Operand | undefined)[];
  /** How often the tensor of each input is read in the model, by nodes and as an output. */
  readonly readers: readonly number[];
  readonly samples?: number | undefined;
}

/** What the reader of an operator is given: see {@link Reading}. */
export function nodeReading(
  builder: GraphBuilder,
  { node, opset, producer = '', operands, readers, samples }: NodeToRead,
): Reading {
  const refuse = (reason: string) => refusalError(node, reason);
  const attribute = (name: string) => node.attributes.get(name);
  const constantValue = (constant: Constant) => {
    const { shape, type, data } = constant;
    const value = builder.weight(data, shape);
    const id = builder.add(`${node.name}/constant`, { kind: 'constant', value }, [], shape);
    return { id, type, shape, axes: ownAxes(shape) };
  };
  const constant = (i: number) => {
    const operand = operands[i];
    if (operand === undefined || isConstant(operand)) return operand;
    throw markNotConstant(
      refuse(`expected input ${i} ("${node.inputs[i]}") to be a constant; it depends on the model's inputs.`),
    );
  };
  return {
    node,
    opset,
    producer,
    ...(samples !== undefined && { samples }),
    attribute,
    ...attributesOf(node),
    operand: (i) => operands[i],
    readers: (i) => readers[i] ?? 0,
    value(i) {
      const operand = operands[i];
      if (operand === undefined) throw refuse(`expected an input ${i}; it is left out.`);
      return isConstant(operand) ? constantValue(operand) : operand;
    },
    constant,
    constantNumbers(i) {
      const found = constant(i);
      return found && Array.from(found.data);
    },
    constantValue,
    add(operation, inputs, { outputShape, shape, axes, type }, part) {
      const name = part === undefined ? node.name : `${node.name}/${part}`;
      checkedCount({ refuse }, outputShape);
      const ids = inputs.map(({ id }) => id);
      const id = builder.add(name, operation, ids, outputShape);
      return { id, shape, axes, type: type ?? inputs[0]?.type ?? 'float32' };
    },
    addAlike(operation, inputs, part, type) {
      const [first] = inputs;
      const outputShape = builder.nodes[first.id]?.outputShape ?? [];
      return this.add(operation, inputs, { ...first, outputShape, type: type ?? first.type }, part);
    },
    outputShape: ({ id }) => builder.nodes[id]?.outputShape ?? [],
    nodeOf({ id }) {
      const found = builder.nodes[id];
      if (found === undefined) throw refuse('its input is not a node of the graph.');
      return found;
    },
    weight(data, shape) {
      if (data.length !== size(shape))
        throw refuse(`expected ${size(shape)} numbers for [${shape}]; got ${data.length}.`);
      return builder.weight(data, shape);
    },
    mixesSamples: () =>
      markMixed(
        refuse('may mix the samples of the fixed batch, or moves them to where they cannot be followed.'),
      ),
    refuse,
  };
}
