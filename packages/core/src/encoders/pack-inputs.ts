import {
  checkNdarray,
  contiguous,
  invalidArgument,
  rows,
  size,
  someNames,
  typeName,
  validNames,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { GraphNode } from '../graph/graph.js';
import type { InputPart } from '../graph/operations/input.js';
import { checkEncoder } from './check-encoder.js';
import type { Encoder } from './encoder.js';

/**
 * Packs the inputs of a model with several inputs into the single input of its encoder, `[n, all features]`. Every
 * method then attributes the score to all of them together, and completeness holds over all of them.
 * {@link unpackMaps} separates the maps again.
 *
 * @param inputs ndarrays `[n, ...shape]` by the names of the model's inputs.
 * @throws if an input is missing, unknown or of another shape, or their numbers of samples differ.
 * @category Explain
 */
export function packInputs(
  encoder: Encoder,
  inputs: Readonly<Record<string, NdArray>>,
): NdArray<Float32Array> {
  checkEncoder('packInputs', encoder);
  const parts = partsOf('packInputs', encoder);
  if (typeof inputs !== 'object' || inputs === null) {
    throw invalidArgument(
      `packInputs: inputs must be an object of ndarrays by name; got ${typeName(inputs)}.`,
    );
  }
  const names = parts.map(({ name }) => name);
  const unknown = Object.keys(inputs).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalidArgument(
      `packInputs: the model has no input "${unknown}"; ${validNames('inputs', unknown, names)}.`,
    );
  }
  const [count = 0] = inputs[names[0] ?? '']?.shape ?? [];
  const total = sizeOfParts(parts);
  const packed = new Float32Array(count * total);
  for (const { name, shape, start } of parts) {
    const input = inputs[name];
    if (input === undefined) {
      throw invalidArgument(`packInputs: input "${name}" is missing; expected ${someNames('input', names)}.`);
    }
    checkNdarray(`packInputs, input "${name}"`, input);
    if (`${input.shape}` !== `${[count, ...shape]}`) {
      throw invalidArgument(
        `packInputs: input "${name}" must have shape [${[count, ...shape]}]; got [${input.shape}].`,
      );
    }
    let sample = 0;
    for (const values of rows(input)) packed.set(values, sample++ * total + start);
  }
  return ndarray(packed, [count, total]);
}

/**
 * Separates maps of packed inputs.
 * @param maps `[n, all features]`, of an encoder of several inputs.
 * @returns maps of each of the model's inputs, `[n, ...shape]`, by the input's name.
 * @category Explain
 */
export function unpackMaps(
  encoder: Encoder,
  maps: NdArray<Float32Array>,
): Record<string, NdArray<Float32Array>> {
  checkEncoder('unpackMaps', encoder);
  checkNdarray('unpackMaps, maps', maps);
  const parts = partsOf('unpackMaps', encoder);
  const total = sizeOfParts(parts);
  const [count = 0, features] = maps.shape;
  if (features !== total || maps.shape.length !== 2) {
    throw invalidArgument(
      `unpackMaps: expected maps of shape [n, ${total}]; got [${maps.shape.join(', ')}].`,
    );
  }
  const values = contiguous(maps);
  return Object.fromEntries(
    parts.map(({ name, shape, start }) => {
      const features = size(shape);
      const own = new Float32Array(count * features);
      for (let i = 0; i < count; i++) {
        own.set(values.subarray(i * total + start, i * total + start + features), i * features);
      }
      return [name, ndarray(own, [count, ...shape])];
    }),
  );
}

/** Adds one new input node before the given nodes and turns each of the model's inputs into a slice of it. */
export function packedInputs(nodes: readonly GraphNode[], inputs: readonly GraphNode[]): GraphNode[] {
  const id = -1;
  const parts = partsOfShapes(inputs.map(({ name, outputShape }) => ({ name, shape: outputShape })));
  const packed: GraphNode = {
    id,
    name: 'inputs',
    operation: { kind: 'input', parts },
    inputs: [],
    outputShape: [sizeOfParts(parts)],
  };
  const starts = new Map(inputs.map((node, i) => [node.id, parts[i]?.start]));
  return [
    packed,
    ...nodes.map((node): GraphNode => {
      const start = starts.get(node.id);
      if (start === undefined) return node;
      return { ...node, operation: { kind: 'slice', start, shape: node.outputShape }, inputs: [id] };
    }),
  ];
}

function partsOfShapes(inputs: readonly Omit<InputPart, 'start'>[]): InputPart[] {
  let start = 0;
  return inputs.map(({ name, shape }) => {
    const part = { name, shape, start };
    start += size(shape);
    return part;
  });
}

/**
 * The inputs that the encoder of a model with several inputs packs into one; undefined if the model has one input.
 *
 * @category Write an encoder
 */
export function inputParts({ graph }: Encoder): readonly InputPart[] | undefined {
  const operation = graph?.nodes[graph.input]?.operation;
  return operation?.kind === 'input' ? operation.parts : undefined;
}

function partsOf(caller: string, encoder: Encoder): readonly InputPart[] {
  const parts = inputParts(encoder);
  if (parts) return parts;
  throw invalidArgument(
    `${caller}: expected an encoder of several inputs; got one with a single input; pass its inputs to explain directly.`,
  );
}

function sizeOfParts(parts: readonly InputPart[]): number {
  return parts.reduce((total, { shape }) => total + size(shape), 0);
}
