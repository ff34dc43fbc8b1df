import { reshapedOrder } from './reshaped-order.js';
import { transposed } from './transposed.js';
import { HALF_BATCH, type Numbers, orderOrOwn, ownOrder, type Value, writtenShape } from './value.js';
import type { Attribute, ElementType } from './wire/model-draft.js';

export type Attributes = Readonly<Record<string, Attribute | undefined>>;

/** What a node computes: type, shape and order of an output. */
export type Output = Pick<Value, 'type' | 'shape' | 'order'>;

/** The graph that a node such as a Loop runs; it may also read values from outside. */
export interface Body {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** A node of the model that is being written. */
export interface EmittedNode {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  readonly body?: Body | undefined;
}

/** A list of integers that depend on the number of samples: a placeholder, which `assembleGraph` replaces by several operators. */
export const BATCH_INTEGERS = 'batch integers';

/**
 * Writes the nodes of an ONNX model. A node that exists already, with the same inputs and attributes, is not written again.
 */
export interface Emitter {
  /** The nodes so far, in order. */
  readonly nodes: readonly EmittedNode[];
  /** Adds a node with one output. The inputs must have the written order that the operator needs. */
  add(op: string, inputs: readonly (Value | undefined)[], output: Output, attributes?: Attributes): Value;
  /** Adds a node with several outputs. */
  addMany(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly Output[],
    attributes?: Attributes,
    body?: Body,
  ): Value[];
  /** A constant, by default float32. @param name where its values come from, such as the name of a layer's weight. */
  constant(numbers: Numbers | readonly number[], shape: readonly number[], name?: string): Value;
  /** A list of integers (int64), such as a shape; those that contain the batch's length depend on the number of samples. */
  integers(list: readonly number[]): Value;
  /** An input of the model. */
  input(name: string, output: Output): Value;
  /** The value in another written order, by default that of its shape; transposed if necessary. */
  ordered(value: Value, order?: readonly number[]): Value;
  /** The value with another shape and the same elements; the written order is kept where possible. */
  reshaped(value: Value, shape: readonly number[]): Value;
  /** The output of an existing node that applies an operator without attributes to a value; undefined if no such node exists. */
  known(op: string, input: Value): Value | undefined;
  /** A name that no value has yet, if possible the wanted one. */
  unused(wanted: string): string;
  /**
   * Writes nodes without using those from outside again, except for changes of order and shape. Rules see equal nodes of a graph one by
   * one, so a file that is read back must keep them.
   */
  separately<T>(write: () => T): T;
  /** The node that computes a value; undefined for constants and inputs. */
  nodeOf(value: Value): EmittedNode | undefined;
}

/** @param reserved names that are kept for inputs and outputs of the model. */
export function emitter(reserved: readonly string[] = []): Emitter {
  const nodes: EmittedNode[] = [];
  const producers = new Map<string, EmittedNode>();
  const known = new Map<string, readonly Value[]>();
  const computed = new Map<string, Value>();
  const constants = new Map<string, Value>();
  const given = new Map<ArrayBufferView, Map<string, Value>>();
  const taken = new Set<string>(reserved);
  let count = 0;
  let part = 0;
  let parts = 0;

  const addMany: Emitter['addMany'] = (op, inputs, outputs, attributes = {}, body) => {
    const names =
      body && Object.values(body).map((values: readonly Value[]) => values.map(({ name }) => name));
    const sharedIn = op === 'Transpose' || op === 'Reshape' ? 0 : part;
    const key = JSON.stringify([
      op,
      inputs.map((input) => input?.name),
      attributes,
      outputs,
      names,
      sharedIn,
    ]);
    const before = known.get(key);
    if (before !== undefined) return [...before];
    const values = outputs.map((output): Value => {
      count += 1;
      return {
        name: unused(`${op.replaceAll(' ', '_')}_${count}`),
        ...output,
        order: orderOrOwn(output.order),
      };
    });
    const node = { op, inputs, outputs: values, attributes, body };
    nodes.push(node);
    const [input, ...others] = inputs;
    if (input !== undefined && others.length === 0 && !Object.keys(attributes).length)
      computed.set(`${op}:${input.name}`, values[0] as Value);
    for (const { name } of values) producers.set(name, node);
    known.set(key, values);
    return values;
  };

  const add: Emitter['add'] = (op, inputs, output, attributes) => {
    const [value] = addMany(op, inputs, [output], attributes);
    return value as Value;
  };

  const constant: Emitter['constant'] = (numbersOrList, shape, name) => {
    if (!ArrayBuffer.isView(numbersOrList))
      return madeConstant(Float32Array.from(numbersOrList), shape, name);
    const made = given.get(numbersOrList) ?? new Map<string, Value>();
    given.set(numbersOrList, made);
    const value = made.get(`${shape}`) ?? madeConstant(numbersOrList, shape, name);
    made.set(`${shape}`, value);
    return value;
  };

  const madeConstant = (numbers: Numbers, shape: readonly number[], name: string | undefined): Value => {
    const few = numbers.length <= 16 ? [...numbers] : isFilled(numbers) ? [numbers[0] ?? 0] : undefined;
    const key = few && `${typeOf(numbers)}[${shape}]${few.map(exact)}`;
    const before = key !== undefined && name === undefined ? constants.get(key) : undefined;
    if (before !== undefined) return before;
    count += 1;
    const value = { name: unused(name ?? `constant_${count}`), type: typeOf(numbers), shape, numbers };
    if (key !== undefined && name === undefined) constants.set(key, value);
    return value;
  };

  const unused: Emitter['unused'] = (wanted) => {
    let name = wanted;
    for (let i = count; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };

  const ordered: Emitter['ordered'] = (value, wanted = ownOrder(value.shape.length)) => {
    const from = value.order ?? ownOrder(value.shape.length);
    if (from.every((axis, i) => axis === wanted[i])) return value;
    const output = { type: value.type, shape: value.shape, order: orderOrOwn(wanted) };
    const permutation = wanted.map((axis) => from.indexOf(axis));
    if (value.numbers !== undefined) {
      const key = `${value.name}[${value.shape}]:${from}>${wanted}`;
      const before = constants.get(key);
      if (before !== undefined) return before;
      const numbers = transposed(value.numbers, writtenShape(value), permutation);
      const made = { ...output, name: unused(`${value.name}_${wanted.join('')}`), numbers };
      constants.set(key, made);
      return made;
    }
    // Axes of length 1 may be anywhere.
    const long = (order: readonly number[]) => order.filter((axis) => value.shape[axis] !== 1);
    if (`${long(from)}` === `${long(wanted)}`) {
      return add('Reshape', [value, integers(writtenShape(output))], output);
    }
    return add('Transpose', [value], output, { perm: permutation });
  };

  const reshaped: Emitter['reshaped'] = (value, shape) => {
    if (`${value.shape}` === `${shape}`) return value;
    const kept = reshapedOrder(value, shape);
    const from = kept === undefined ? ordered(value) : value;
    const output = { type: value.type, shape: [...shape], order: orderOrOwn(kept) };
    if (from.numbers !== undefined) {
      const key = `${from.name}[${shape}]${kept}`;
      const before = constants.get(key);
      if (before !== undefined) return before;
      const made = { ...output, name: unused(`${from.name}_reshaped`), numbers: from.numbers };
      constants.set(key, made);
      return made;
    }
    return add('Reshape', [from, integers(writtenShape(output))], output);
  };

  const integers: Emitter['integers'] = (list) => {
    const shape = [list.length];
    if (list.some((number) => number >= HALF_BATCH)) {
      return add(BATCH_INTEGERS, [], { type: 'int64', shape }, { list: [...list] });
    }
    return constant(BigInt64Array.from(list, BigInt), shape);
  };

  const separately: Emitter['separately'] = (write) => {
    const outside = part;
    parts += 1;
    part = parts;
    try {
      return write();
    } finally {
      part = outside;
    }
  };

  return {
    nodes,
    add,
    addMany,
    constant,
    integers,
    unused,
    input: (name, output) => ({ name: unused(name), ...output }),
    ordered,
    reshaped,
    separately,
    known: (op, { name }) => computed.get(`${op}:${name}`),
    nodeOf: ({ name }) => producers.get(name),
  };
}

/** Whether all elements are equal. */
const isFilled = (numbers: Numbers): boolean => {
  const [first] = numbers;
  for (const number of numbers) if (!Object.is(number, first)) return false;
  return true;
};

/** A number as a string that distinguishes −0 from 0. */
const exact = (number: number | bigint): string => (Object.is(number, -0) ? '-0' : String(number));

function typeOf(numbers: Numbers): ElementType {
  if (numbers instanceof Float32Array) return 'float32';
  if (numbers instanceof Int32Array) return 'int32';
  return numbers instanceof BigInt64Array ? 'int64' : 'bool';
}
