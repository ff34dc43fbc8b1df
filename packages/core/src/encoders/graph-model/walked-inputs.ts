import { invalidArgument, someNames, validNames } from '@csm/base';
import { type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { EncoderOptions } from '../encoder-options.js';
import { inOrder } from '../in-order.js';
import {
  type ConverterGraph,
  type ConverterNode,
  inputsOf,
  nodeOf,
  type TensorName,
} from './converter-graph.js';
import type { GraphModel } from './graph-model.js';
import { shapeOfInput, typeOfInput } from './graph-model-input.js';
import { namedOutputs } from './graph-model-names.js';
import { dependentNodes } from './graph-model-problems.js';

/** The options that change what a GraphModel's inputs are. */
export type InputOptions = Pick<EncoderOptions, 'input' | 'inputShape' | 'given'>;

/** An input of the encoder: its name, its shape without the batch axis, and its type if it is not float32. */
export interface WalkedInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type?: 'int32' | 'bool' | undefined;
}

/** The inputs of the encoder, and where it starts. */
export interface WalkedInputs {
  /** Tensors at which the encoder starts, other than inputs of the model. */
  readonly starts: ReadonlyMap<TensorName, WalkedInput>;
  /** Names of the inputs whose values are given. */
  readonly given: ReadonlySet<string>;
  /** The names that the option `input` lists, as names of the walked nodes. */
  readonly names: readonly string[] | undefined;
  ofPlaceholder(node: ConverterNode): WalkedInput;
}

/** Reads the options about inputs. @throws if a name is unknown, a shape is unknown or does not fit, or a start is not float32. */
export function walkedInputs(
  caller: string,
  model: GraphModel,
  graph: ConverterGraph,
  { input, inputShape, given = {} }: InputOptions,
): WalkedInputs {
  const placeholders = graph.placeholders.filter(({ op }) => op === 'Placeholder');
  const wanted = input === undefined ? undefined : [input].flat();
  const names = wanted ?? placeholders.map(({ name }) => name);
  const explained = names.filter((name) => !Object.hasOwn(given, name));
  const shapeOf = (name: string): readonly number[] | undefined => {
    const values = Object.hasOwn(given, name) ? given[name] : undefined;
    if (Array.isArray(inputShape))
      return explained.length === 1 && explained[0] === name ? inputShape : undefined;
    const byName = inputShape as Readonly<Record<string, readonly number[]>> | undefined;
    const declared = byName && Object.hasOwn(byName, name) ? byName[name] : undefined;
    return declared ?? (typeof values === 'object' ? shapeOfValues(graph, name, values.shape) : undefined);
  };
  checkShapeNames(caller, inputShape, names, explained);
  const starts = new Map<TensorName, WalkedInput>();
  const tensors = wanted && startableTensors(graph);
  for (const name of wanted ?? []) {
    if (placeholders.some((node) => node.name === name)) continue;
    const tensor = tensors?.get(name);
    if (tensor === undefined) {
      const known = [...placeholders.map((node) => node.name), ...(tensors?.keys() ?? [])];
      throw invalidArgument(
        `${caller}: the model has no input, layer or tensor "${name}"; ${validNames('names', name, [...new Set(known)])}.`,
      );
    }
    const other = starts.get(tensor);
    if (other) {
      throw invalidArgument(
        `${caller}: input must name different tensors; "${other.name}" and "${name}" are the same; leave one out.`,
      );
    }
    starts.set(tensor, { name, shape: shapeOf(name) ?? shapeOfTensor(caller, model, graph, name, tensor) });
  }
  return {
    starts,
    given: new Set(Object.keys(given)),
    names: wanted,
    ofPlaceholder(node) {
      const isGiven = Object.hasOwn(given, node.name);
      const shape = shapeOfInput(caller, node, shapeOf(node.name), isGiven);
      return { name: node.name, shape, type: typeOfInput(node) };
    },
  };
}

/** @throws unless `inputShape` is the shape of the only explained input, or has the names of inputs. */
function checkShapeNames(
  caller: string,
  inputShape: InputOptions['inputShape'],
  names: readonly string[],
  explained: readonly string[],
): void {
  if (inputShape === undefined) return;
  if (Array.isArray(inputShape)) {
    if (explained.length === 1) return;
    throw invalidArgument(
      `${caller}: inputShape must be an object with the shapes by the inputs' names, because the model has ${someNames('input', explained)}; ` +
        `got [${inputShape}].`,
    );
  }
  const unknown = Object.keys(inputShape).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw invalidArgument(
    `${caller}: the model has no input "${unknown}", for which inputShape has a shape; ${validNames('inputs', unknown, names)}.`,
  );
}

/** The shape of one sample of given values, by the number of axes that the model declares for the input. */
function shapeOfValues(
  graph: ConverterGraph,
  name: string,
  shape: readonly number[],
): readonly number[] | undefined {
  const declared = graph.nodes[name]?.attrParams.shape?.value as readonly number[] | undefined;
  if (declared === undefined) return undefined;
  return shape.length === declared.length ? shape.slice(1) : shape;
}

/** The tensors that depend on the model's inputs, by all their names. */
function startableTensors(graph: ConverterGraph): ReadonlyMap<string, TensorName> {
  const dependent = dependentNodes(graph);
  const isDependent = (tensor: TensorName) => dependent.has(nodeOf(graph, tensor).name);
  const outputs = graph.outputs.map(({ name }): TensorName => `${name}:0`);
  const tensors = inOrder(outputs, (tensor) => inputsOf(nodeOf(graph, tensor)).filter(isDependent));
  const named = namedOutputs(new Map(tensors.map((tensor, i) => [tensor, i])), []);
  return new Map(named.flatMap(({ name, id }) => (tensors[id] ? [[name, tensors[id]] as const] : [])));
}

/** Runs the model up to a tensor on zeros, to find the tensor's shape. */
function shapeOfTensor(
  caller: string,
  model: GraphModel,
  graph: ConverterGraph,
  name: string,
  tensor: TensorName,
): readonly number[] {
  let found: Pick<Tensor, 'shape' | 'dtype'> | undefined;
  tidy(() => {
    const feeds = graph.placeholders
      .filter(({ op }) => op === 'Placeholder')
      .map((node) => {
        const [batch = 1, ...own] = (node.attrParams.shape?.value ?? []) as readonly number[];
        const fixed = [Math.max(batch, 1), ...own];
        if (fixed.some((length) => length < 0)) throw unknownShape(caller, name);
        return [node.name, zeros(fixed, typeOfInput(node) ?? 'float32')] as const;
      });
    try {
      const { shape, dtype } = model.execute(Object.fromEntries(feeds), tensor) as Tensor;
      found = { shape, dtype };
    } catch (error) {
      throw unknownShape(caller, name, error);
    }
  });
  if (found === undefined) throw unknownShape(caller, name);
  const { shape, dtype } = found;
  if (dtype !== 'float32') {
    throw invalidArgument(
      `${caller}: input must name tensors of type float32; "${name}" has type ${dtype}; name one after it, such as the result of a lookup.`,
    );
  }
  return shape.slice(1);
}

function unknownShape(caller: string, name: string, cause?: unknown): Error {
  return invalidArgument(
    `${caller}: the shape of "${name}" is unknown, because the model has an input of open shape or cannot run up to it; pass it without the ` +
      'batch axis with { inputShape }.',
    { cause },
  );
}
