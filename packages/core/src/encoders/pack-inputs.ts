import { checkNdarray, contiguous } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { GraphNode } from '../graph/graph.js';
import type { InputPart } from '../graph/operations/input.js';
import type { Encoder } from './encoder.js';

/**
 * A model of several inputs has an encoder of one, `[n, all features]`: every method then attributes to all of them
 * together, and completeness holds over all. `packInputs` lays the inputs side by side; {@link unpackMaps} takes maps apart
 * again.
 *
 * @param inputs ndarrays `[n, ...shape]` by the names of the model's inputs.
 * @throws if an input is missing, unknown or of another shape, or their numbers of samples differ.
 */
export function packInputs(
  encoder: Encoder,
  inputs: Readonly<Record<string, NdArray>>,
): NdArray<Float32Array> {
  const parts = partsOf('packInputs', encoder);
  const names = parts.map(({ name }) => name);
  const unknown = Object.keys(inputs).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`packInputs: the model has no input "${unknown}"; it has ${names.join(', ')}.`);
  }
  const count = inputs[names[0]!]?.shape[0] ?? 0;
  for (const { name, shape } of parts) {
    const input = inputs[name];
    if (input === undefined) {
      throw new Error(`packInputs: input "${name}" is missing; give ${names.join(', ')}.`);
    }
    checkNdarray(`packInputs, input "${name}"`, input);
    if (`${input.shape}` !== `${[count, ...shape]}`) {
      throw new Error(
        `packInputs: input "${name}" must have shape [${[count, ...shape]}]; got [${input.shape}].`,
      );
    }
  }
  const total = sizeOfParts(parts);
  const packed = new Float32Array(count * total);
  for (const { name, shape, start } of parts) {
    const size = sizeOf(shape);
    const values = contiguous(inputs[name]!);
    for (let i = 0; i < count; i++) {
      packed.set(values.subarray(i * size, (i + 1) * size), i * total + start);
    }
  }
  return ndarray(packed, [count, total]);
}

/**
 * Maps of each of a model's inputs, `[n, ...shape]` by its name, from the maps `[n, all features]` of an encoder of
 * several inputs.
 */
export function unpackMaps(
  encoder: Encoder,
  maps: NdArray<Float32Array>,
): Record<string, NdArray<Float32Array>> {
  const parts = partsOf('unpackMaps', encoder);
  const total = sizeOfParts(parts);
  const [count = 0, features] = maps.shape;
  if (features !== total || maps.shape.length !== 2) {
    throw new Error(`unpackMaps: expected maps of shape [n,${total}]; got [${maps.shape}].`);
  }
  const values = contiguous(maps);
  return Object.fromEntries(
    parts.map(({ name, shape, start }) => {
      const size = sizeOf(shape);
      const own = new Float32Array(count * size);
      for (let i = 0; i < count; i++) {
        own.set(values.subarray(i * total + start, i * total + start + size), i * size);
      }
      return [name, ndarray(own, [count, ...shape])];
    }),
  );
}

/** Nodes in which one new input node stands before the given ones, each of which becomes a slice of it. */
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
  const slices = new Map(
    inputs.map((node, i) => [
      node.id,
      {
        ...node,
        operation: { kind: 'slice', start: parts[i]!.start, shape: node.outputShape } as const,
        inputs: [id],
      },
    ]),
  );
  return [packed, ...nodes.map((node) => slices.get(node.id) ?? node)];
}

function partsOfShapes(inputs: readonly Omit<InputPart, 'start'>[]): InputPart[] {
  let start = 0;
  return inputs.map(({ name, shape }) => {
    const part = { name, shape, start };
    start += sizeOf(shape);
    return part;
  });
}

/** What a model's several inputs are, in an encoder that packs them into one; undefined where there is one input. */
export function inputParts({ graph }: Encoder): readonly InputPart[] | undefined {
  const operation = graph?.nodes[graph.input]?.operation;
  return operation?.kind === 'input' ? operation.parts : undefined;
}

function partsOf(caller: string, encoder: Encoder): readonly InputPart[] {
  const parts = inputParts(encoder);
  if (parts) return parts;
  throw new Error(`${caller}: the encoder has one input; give it to explain as it is.`);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function sizeOfParts(parts: readonly InputPart[]): number {
  return parts.reduce((total, { shape }) => total + sizeOf(shape), 0);
}
