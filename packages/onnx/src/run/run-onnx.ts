import {
  checkNdarray,
  checkOptions,
  checkWatchers,
  contiguous,
  invalidArgument,
  shown,
  someNames,
  typeName,
  unsupportedModel,
  validNames,
} from '@csm/base';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import type { Constant, OnnxModel, OnnxValueInfo } from '../model/onnx-model.js';
import type { OnnxSource } from '../model/onnx-source.js';
import { readModel } from '../model/read-model.js';
import { type OnnxReadingOptions, READING_OPTION_NAMES } from '../model/reading-options.js';
import { evaluateNodes } from '../read/evaluate-nodes.js';
import { type GraphBuilder, graphBuilder } from '../read/graph-builder.js';
import { checkWholeNumbers } from '../read/inputs/input-numbers.js';
import { ownAxes } from '../read/layout.js';
import { oneSampleInOrder } from '../read/one-sample.js';
import { outputNames } from '../read/output-names.js';
import { neededInputs, readNodes } from '../read/read-nodes.js';
import { isNotConstant, listedRefusals } from '../read/refusals.js';
import { isConstant, type Operand } from '../read/value.js';

/** Options of {@link runOnnx}. */
export interface RunOnnxOptions extends OnnxReadingOptions {
  /** Names of the tensors to compute; also tensors inside the model. Default: the model's outputs. */
  readonly outputs?: readonly string[] | undefined;
}

/**
 * Runs an ONNX model forward on the current backend, once: all shapes, including the batch, are those of the inputs. It reads the model
 * on every call; for many inputs, use `onnxEncoder`.
 *
 * Numbers are computed as float32; whole numbers must be below 2^24.
 *
 * @param model its bytes, its URL, or what `onnxFile` of `@csm/onnx/node` returns; it is not changed.
 * @param inputs ndarrays by the names of the model's inputs, or in their order. Truth values are 0 and 1.
 * @returns the outputs by name, in ONNX's order of axes.
 * @throws before work if an input is missing, unknown or of another shape; if a node is not supported.
 * @category Run a model
 */
export async function runOnnx(
  model: OnnxSource,
  inputs: Readonly<Record<string, NdArray>> | readonly NdArray[],
  options: RunOnnxOptions = {},
): Promise<Record<string, NdArray<Float32Array>>> {
  checkOptions<RunOnnxOptions>('runOnnx', options, { outputs: true, ...READING_OPTION_NAMES });
  checkWatchers('runOnnx', options);
  checkNames(options.outputs);
  const read = await readModel('runOnnx', model, options);
  const wanted = options.outputs ?? outputNames('runOnnx', read, ['outputs', (name) => `['${name}']`]);
  const given = namedInputs(read, inputs);
  const missing = neededInputs(read, wanted).find((name) => !given.has(name));
  if (missing !== undefined) {
    const names = read.inputs.map(({ name }) => name);
    throw invalidArgument(`runOnnx: input "${missing}" is missing; expected ${someNames('input', names)}.`);
  }
  const { signal } = options;
  try {
    return await run(read, given, wanted, { constant: false, signal });
  } catch (error) {
    // An operator takes sizes or axes from an input: then everything is computed from constants.
    if (!isNotConstant(error)) throw error;
    return run(read, given, wanted, { constant: true, signal });
  }
}

async function run(
  model: OnnxModel,
  inputs: ReadonlyMap<string, Constant>,
  wanted: readonly string[],
  { constant, signal }: { constant: boolean; signal: AbortSignal | undefined },
): Promise<Record<string, NdArray<Float32Array>>> {
  const builder = graphBuilder();
  const fed = new Map<number, Tensor>();
  try {
    const start = new Map<string, Operand>();
    for (const [name, input] of inputs)
      start.set(name, constant ? input : fedInput(builder, fed, name, input));
    const { tensors, refused } = await readNodes(model, builder, start, wanted, {
      stopsAtMissingConstant: !constant,
      signal,
    });
    const blamed = new Set(wanted.flatMap((name) => [...(refused.get(name) ?? [])]));
    if (blamed.size > 0) throw unsupportedModel(`runOnnx: ${listedRefusals(blamed)}.`);
    const results: [string, NdArray<Float32Array>][] = [];
    for (const name of wanted) {
      const operand = tensors.get(name);
      if (operand === undefined) throw unknownTensor(name, [...tensors.keys()]);
      results.push([name, await numbersOf(builder, fed, name, operand)]);
    }
    return Object.fromEntries(results);
  } finally {
    dispose([...fed.values(), ...builder.weights]);
  }
}

/** An input of the graph, whose tensor is `[1, ...shape]`. */
function fedInput(
  builder: GraphBuilder,
  fed: Map<number, Tensor>,
  name: string,
  { type, shape, data }: Constant,
): Operand {
  const id = builder.add(name, { kind: 'input' }, [], shape);
  fed.set(id, tensor(Float32Array.from(data), [1, ...shape]));
  return { id, type, shape, axes: ownAxes(shape) };
}

async function numbersOf(
  builder: GraphBuilder,
  fed: ReadonlyMap<number, Tensor>,
  name: string,
  operand: Operand,
): Promise<NdArray<Float32Array>> {
  const shape = [...operand.shape];
  if (isConstant(operand)) return ndarray(Float32Array.from(operand.data), shape);
  const id = oneSampleInOrder(builder, { name, operand }, { batchAxis: -1, as: 'run', samples: 1 });
  const [computed] = evaluateNodes(builder.nodes, fed, [id]).values();
  try {
    return ndarray((await computed?.data<'float32'>()) ?? new Float32Array(), shape);
  } finally {
    computed?.dispose();
  }
}

function checkNames(outputs: unknown): void {
  if (outputs === undefined || (Array.isArray(outputs) && outputs.every((name) => typeof name === 'string')))
    return;
  throw invalidArgument(`runOnnx: outputs must be an array of names of tensors; got ${shown(outputs)}.`);
}

function namedInputs(model: OnnxModel, inputs: unknown): Map<string, Constant> {
  if (typeof inputs !== 'object' || inputs === null) {
    throw invalidArgument(
      `runOnnx: expected inputs as an object of ndarrays by name or as a list of them; got ${typeName(inputs)}.`,
    );
  }
  const names = model.inputs.map(({ name }) => name);
  if (Array.isArray(inputs) && inputs.length > names.length) {
    throw invalidArgument(
      `runOnnx: the model has ${names.length === 0 ? 'no inputs' : someNames('input', names)}; got ${inputs.length} inputs.`,
    );
  }
  const given = new Map<string, unknown>(
    Array.isArray(inputs) ? inputs.map((input, i) => [names[i] ?? '', input]) : Object.entries(inputs),
  );
  for (const name of given.keys()) {
    if (!names.includes(name)) {
      throw invalidArgument(
        `runOnnx: the model has no input "${name}"; ${validNames('inputs', name, names)}.`,
      );
    }
  }
  return new Map(
    model.inputs.flatMap((info) => {
      const input = given.get(info.name);
      if (input === undefined) return [];
      return [[info.name, checkedInput(info, input)] as const];
    }),
  );
}

function checkedInput({ name, type, shape }: OnnxValueInfo, input: unknown): Constant {
  checkNdarray(`runOnnx, input "${name}"`, input as NdArray);
  const array = input as NdArray;
  const fits =
    shape?.every((length, axis) => typeof length !== 'number' || length === array.shape[axis]) ?? true;
  if (!fits || (shape !== undefined && shape.length !== array.shape.length)) {
    const expected = shape?.map((length) => length ?? 'any').join(', ');
    throw invalidArgument(
      `runOnnx: input "${name}" must have shape [${expected}]; got [${array.shape.join(', ')}].`,
    );
  }
  const data = contiguous(array);
  checkWholeNumbers(`runOnnx: input "${name}"`, type, data);
  return { type, shape: [...array.shape], data };
}

function unknownTensor(name: string, known: readonly string[]): Error {
  return invalidArgument(
    `runOnnx: the model has no tensor "${name}"; ${validNames('tensors', name, known)}.`,
  );
}
