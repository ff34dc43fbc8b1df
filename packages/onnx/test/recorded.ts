import { keyedNormal, size } from '@csm/base';
import {
  type ForwardRecord,
  type GraphNode,
  type Operation,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import { add, memory, type Tensor, tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { assembleGraph, type NamedValue } from '../src/write/assemble.js';
import { operationDerivative } from '../src/write/backward-pass.js';
import { DERIVATIVES } from '../src/write/derivatives/index.js';
import { emitter } from '../src/write/emitter.js';
import { OPERATIONS } from '../src/write/operations/index.js';
import { record } from '../src/write/recorder.js';
import { sideInputsOf, withSideValues } from '../src/write/side-inputs.js';
import { BATCH, type Value } from '../src/write/value.js';
import { readWeights, withTensors } from '../src/write/weights.js';
import { modelOfGraph } from './model-of-graph.js';

/** ONNX Runtime's provider; with `CSM_PROVIDER=webgpu`, the tests of single operations run on a GPU or on SwiftShader. */
const PROVIDER = process.env.CSM_PROVIDER ?? 'cpu';

/** Nodes of a graph that may have several inputs. */
export interface RecordedNodes {
  /** `nodes[i].id` is `i`. */
  readonly nodes: readonly GraphNode[];
  /** The ids of the nodes whose outputs are given; their shapes without the batch are `outputShape`. */
  readonly inputs: readonly number[];
  /** The inputs that have one row for all samples. Default: none. */
  readonly single?: readonly number[] | undefined;
  readonly output: number;
}

/** The values of an output and of the cotangents of the inputs. */
export interface Numbers {
  readonly output: ArrayLike<number>;
  readonly gradients: readonly ArrayLike<number>[];
}

/** A model that computes the output of some nodes and the cotangents of their inputs in ONNX Runtime. */
export interface RecordedModel {
  readonly operators: readonly string[];
  /** @param cotangent if absent, only the output is computed. */
  run(inputs: readonly Given[], cotangent: ArrayLike<number>, rows: number): Promise<Numbers>;
  release(): Promise<void>;
}

export interface Given {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Records the forward and backward pass of nodes.
 * @param written whether the forward passes in `operations/` and the derivatives in `derivatives/` are used.
 */
export async function recordNodes(
  { nodes, inputs, single = [], output }: RecordedNodes,
  written: boolean,
): Promise<RecordedModel> {
  const graph = { nodes, input: inputs[0] ?? 0, output };
  const weights = await readWeights(graph as never);
  const sides = sideInputsOf(graph as never);
  const writer = emitter();
  const { numTensors } = memory();
  const { ins, outs } = record(writer, (recording) => {
    const { tensorFor, valueFor } = recording;
    const values: Tensor[] = [];
    const operations: Operation[] = [];
    const ins: NamedValue[] = [];
    const input = (name: string, shape: readonly number[]): Tensor => {
      const value = writer.input(name, { type: 'float32', shape });
      ins.push({ name, value });
      return tensorFor(value);
    };
    for (const id of inputs)
      values[id] = input(`input_${id}`, [single.includes(id) ? 1 : BATCH, ...(nodes[id]?.outputShape ?? [])]);
    for (const node of nodes) {
      if (inputs.includes(node.id)) continue;
      const side = sides.find(({ node: id }) => id === node.id);
      const operation = side
        ? withSideValues(node.operation, input(side.name, [BATCH, ...side.values.shape.slice(1)]))
        : withTensors(node.operation, node.name, (weight, name) =>
            tensorFor(writer.constant(weights.get(weight.dataId) ?? [], weight.shape, name)),
          );
      operations[node.id] = operation;
      const taken = node.inputs.flatMap((id) => values[id] ?? []);
      const write = written ? OPERATIONS[operation.kind] : undefined;
      const found = write?.(writer, operation as never, taken.map(valueFor), { node, valueFor });
      values[node.id] = found ? tensorFor(found) : operationForward(operation, taken);
    }
    const result = values[output] as Tensor;
    const arriving = input('cotangent', result.shape);
    const vjp: Vjp = written
      ? (...call) => operationDerivative(recording, ...call, { poolingIndices: PROVIDER === 'cpu' })
      : operationVjp;
    const gradients = backward(nodes, operations, values, output, arriving, vjp);
    const outs = [result, ...inputs.map((id) => gradients.get(id) ?? zerosLike(values[id] as Tensor))];
    return { ins, outs: outs.map(valueFor) };
  });
  expect(memory().numTensors).toBe(numTensors);
  const named = outs.map((value, i) => ({
    name: i === 0 ? 'output' : `gradient_${i}`,
    value: writer.ordered(value),
  }));
  // The first axis of the first input is the number of samples.
  const batched = (value: Value) => (value.shape[0] === BATCH ? 0 : 1);
  const ordered = [...ins].sort((a, b) => batched(a.value) - batched(b.value));
  const draft = assembleGraph(writer, 'test', ordered, named);
  const session = await InferenceSession.create(modelOfGraph(draft), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    executionProviders: [PROVIDER],
  });
  return {
    operators: draft.nodes.map(({ op }) => op),
    release: () => session.release(),
    async run(given, cotangent, rows) {
      const feeds: Record<string, OrtTensor> = {};
      const feed = (name: string, data: ArrayLike<number>, shape: readonly number[]) => {
        feeds[name] = new OrtTensor('float32', Float32Array.from(data), [...shape]);
      };
      inputs.forEach((id, i) => {
        feed(`input_${id}`, given[i]?.data ?? [], given[i]?.shape ?? []);
      });
      for (const { name, values, start, rows: own } of sides) {
        const length = size(values.shape.slice(1));
        const data = values.dataSync();
        const taken = Array.from({ length: rows * length }, (_, i) => {
          const row = start + (Math.floor(i / length) % own);
          return data[row * length + (i % length)] ?? 0;
        });
        feed(name, taken, [rows, ...values.shape.slice(1)]);
      }
      const shape = (nodes[output]?.outputShape ?? []).slice();
      const batch = cotangent.length / size(shape) || rows;
      feed('cotangent', cotangent, [batch, ...shape]);
      const results = await session.run(feeds);
      const read = (name: string) => (results[name] as OrtTensor).data as ArrayLike<number>;
      return { output: read('output'), gradients: inputs.map((_, i) => read(`gradient_${i + 1}`)) };
    },
  };
}

/** The same in TensorFlow.js, on the current backend. */
export function runInTfjs(
  { nodes, inputs, output }: RecordedNodes,
  given: readonly Given[],
  cotangentOf: (length: number) => ArrayLike<number>,
): Numbers & { readonly cotangent: ArrayLike<number> } {
  return inTidy(() => {
    const values: Tensor[] = [];
    inputs.forEach((id, i) => {
      values[id] = tensor(Float32Array.from(given[i]?.data ?? []), [...(given[i]?.shape ?? [])]);
    });
    for (const node of nodes) {
      if (inputs.includes(node.id)) continue;
      values[node.id] = operationForward(
        node.operation,
        node.inputs.flatMap((id) => values[id] ?? []),
      );
    }
    const result = values[output] as Tensor;
    const cotangent = cotangentOf(result.size);
    const operations = nodes.map(({ operation }) => operation);
    const arriving = tensor(Float32Array.from(cotangent), result.shape);
    const gradients = backward(nodes, operations, values, output, arriving);
    const read = (each: Tensor) => Float32Array.from(each.dataSync());
    return {
      output: read(result),
      gradients: inputs.map((id) => read(gradients.get(id) ?? zerosLike(values[id] as Tensor))),
      cotangent,
    };
  });
}

function inTidy<T>(run: () => T): T {
  const results: T[] = [];
  tidy(() => {
    results.push(run());
  });
  return results[0] as T;
}

type Vjp = (operation: Operation, record: ForwardRecord, cotangent: Tensor) => readonly Tensor[];

function backward(
  nodes: readonly GraphNode[],
  operations: readonly Operation[],
  values: readonly Tensor[],
  output: number,
  cotangent: Tensor,
  vjp: Vjp = operationVjp,
): Map<number, Tensor> {
  const pending = new Map<number, Tensor>([[output, cotangent]]);
  for (const node of [...nodes].reverse()) {
    const arriving = pending.get(node.id);
    const operation = operations[node.id];
    if (arriving === undefined || node.inputs.length === 0 || operation?.kind === 'input') continue;
    const inputs = node.inputs.flatMap((id) => values[id] ?? []);
    const record = { inputs, output: values[node.id] as Tensor };
    vjp(operation as Operation, record as unknown as ForwardRecord, arriving).forEach((share, i) => {
      const id = node.inputs[i] ?? 0;
      const sum = pending.get(id);
      pending.set(id, sum === undefined ? share : add(sum, share));
    });
  }
  return pending;
}

/** Normally distributed numbers that a string determines. */
export function randomNumbers(count: number, key: string): number[] {
  const random = keyedNormal(key);
  return Array.from({ length: count }, () => random());
}

/** A tensor of normally distributed numbers, such as a kernel. */
export function randomWeight(...shape: number[]): Tensor {
  return tensor(randomNumbers(size(shape), `weight ${shape}`), shape);
}

/** The largest difference, relative to the largest expected value; ∞ if only one of two values is finite. */
export function relativeError(came: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (came.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [most, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [came[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    if (Object.is(a, b) || a === b) {
      if (Number.isFinite(b)) scale = Math.max(scale, Math.abs(b));
      continue;
    }
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(b));
  }
  return most === 0 ? 0 : most / scale;
}

export interface RecordedOptions {
  /** The batch sizes with which the one recording runs. Default: 1, 2 and 5. */
  readonly batches?: readonly number[];
  /** The inputs that have one row for all samples. Default: none. */
  readonly single?: readonly number[];
  /** The values of an input; the test also runs with ties and zeros. Default: normally distributed. */
  readonly numbers?: (input: number, count: number) => ArrayLike<number>;
  /** Whether the test also runs with values rounded to a few integers, so that many are equal or 0. Default true, unless `numbers` is given. */
  readonly ties?: boolean;
  /** The largest difference over the largest value. Default 2e-6. */
  readonly tolerance?: number;
}

/**
 * Expects that an operation computes the same in ONNX Runtime as in TensorFlow.js, for several batch sizes from one recording: its recorded
 * forward pass and vector–Jacobian product, and its written forward pass if there is one.
 * @param inputShapes without the batch.
 * @returns the operators of the recorded model and, if the kind has a forward pass of its own, of the written one.
 */
export async function expectRecorded(
  operation: Operation,
  inputShapes: readonly (readonly number[])[],
  {
    batches = PROVIDER === 'cpu' ? [1, 2, 5] : [2],
    single = [],
    numbers,
    ties = numbers === undefined,
    tolerance = 2e-6,
  }: RecordedOptions = {},
): Promise<{ recorded: readonly string[]; written: readonly string[] | undefined }> {
  const ids = inputShapes.map((_, i) => i);
  const given = (rows: number, tied: boolean): Given[] =>
    inputShapes.map((own, i) => {
      const shape = [single.includes(i) ? 1 : rows, ...own];
      const normal = randomNumbers(size(shape), `input ${i} of ${rows}`);
      const data = numbers?.(i, size(shape)) ?? (tied ? normal.map(Math.round) : normal);
      return { shape, data };
    });
  const draft = { nodes: [] as GraphNode[], inputs: ids, single, output: ids.length };
  const outputShape = tidy(() => {
    const taken = given(1, false).map(({ shape, data }) => tensor(Float32Array.from(data), [...shape]));
    return operationForward(operation, taken).shape.slice(1);
  });
  const nodes: RecordedNodes = {
    ...draft,
    nodes: [
      ...ids.map((id) => nodeOf(id, { kind: 'input' }, [], inputShapes[id] ?? [])),
      nodeOf(ids.length, operation, ids, outputShape),
    ],
  };
  const { numTensors } = memory();
  const models = [await recordNodes(nodes, false)];
  if (OPERATIONS[operation.kind] ?? DERIVATIVES[operation.kind]) models.push(await recordNodes(nodes, true));
  for (const model of models) {
    for (const rows of batches) {
      for (const tied of ties ? [false, true] : [false]) {
        const inputs = given(rows, tied);
        const cotangentOf = (length: number) => randomNumbers(length, `cotangent of ${rows}`);
        const expected = runInTfjs(nodes, inputs, cotangentOf);
        const came = await model.run(inputs, expected.cotangent, rows);
        const errors = {
          output: relativeError(came.output, expected.output),
          ...Object.fromEntries(
            expected.gradients.map((each, i) => [
              `gradient of input ${i}`,
              relativeError(came.gradients[i] ?? [], each),
            ]),
          ),
        };
        for (const [what, error] of Object.entries(errors)) {
          const where = `${operation.kind}, ${rows} samples${tied ? ' with ties' : ''}${model === models[1] ? ', written' : ''}`;
          expect(error, `${what} of ${where}: ${model.operators.join(' ')}`).toBeLessThanOrEqual(tolerance);
        }
      }
    }
    await model.release();
  }
  expect(memory().numTensors).toBe(numTensors);
  return { recorded: models[0]?.operators ?? [], written: models[1]?.operators };
}

function nodeOf(
  id: number,
  operation: Operation,
  inputs: readonly number[],
  outputShape: readonly number[],
): GraphNode {
  return { id, name: `${operation.kind}_${id}`, operation, inputs, outputShape } as GraphNode;
}
