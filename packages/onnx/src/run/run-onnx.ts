import {
  checkNdarray,
  checkOptions,
  checkWatchers,
  contiguous,
  invalidArgument,
  shown,
  someNames,
  typeName,
  validNames,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Constant, OnnxModel, OnnxValueInfo } from '../model/onnx-model.js';
import type { OnnxSource } from '../model/onnx-source.js';
import { readModel } from '../model/read-model.js';
import { type OnnxReadingOptions, READING_OPTION_NAMES } from '../model/reading-options.js';
import { checkWholeNumbers } from '../read/inputs/input-numbers.js';
import { outputNames } from '../read/output-names.js';
import { neededInputs } from '../read/read-nodes.js';
import { isNotConstant } from '../read/refusals.js';
import { runModel } from './run-model.js';

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
    return await runModel('runOnnx', read, given, wanted, { constant: false, signal });
  } catch (error) {
    // An operator takes sizes or axes from an input: then everything is computed from constants.
    if (!isNotConstant(error)) throw error;
    return runModel('runOnnx', read, given, wanted, { constant: true, signal });
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
