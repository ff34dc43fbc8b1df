import { invalidArgument, unsupportedModel, validNames } from '@csm/base';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import type { Constant, OnnxModel } from '../model/onnx-model.js';
import { evaluateNodes } from '../read/evaluate-nodes.js';
import { type GraphBuilder, graphBuilder } from '../read/graph-builder.js';
import { ownAxes } from '../read/layout.js';
import { oneSampleInOrder } from '../read/one-sample.js';
import { readNodes } from '../read/read-nodes.js';
import { listedRefusals } from '../read/refusals.js';
import { isConstant, type Operand } from '../read/value.js';

/**
 * Runs a model that was read, once, on the current backend.
 * @param caller begins each error.
 * @param wanted names of tensors, also inside the model.
 * @param constant whether the inputs are constants of the graph. Then an operator may take sizes, axes and positions from an input, and
 *   every operator runs on its own.
 * @throws if a node is not supported, or a wanted tensor does not exist.
 */
export async function runModel(
  caller: string,
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
    if (blamed.size > 0) throw unsupportedModel(`${caller}: ${listedRefusals(blamed)}.`);
    const results: [string, NdArray<Float32Array>][] = [];
    for (const name of wanted) {
      const operand = tensors.get(name);
      if (operand === undefined) throw unknownTensor(caller, name, [...tensors.keys()]);
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

function unknownTensor(caller: string, name: string, known: readonly string[]): Error {
  return invalidArgument(
    `${caller}: the model has no tensor "${name}"; ${validNames('tensors', name, known)}.`,
  );
}
