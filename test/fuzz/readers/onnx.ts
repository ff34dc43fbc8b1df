import '@tensorflow/tfjs-backend-cpu';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOnnx } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { readModel } from '../../../packages/onnx/src/model/read-model.js';
import {
  attributeBytes,
  bytesOf,
  floatTensor,
  messageBytes,
  modelBytes,
  nodeBytes,
  packed,
  tensorBytes,
  valueBytes,
} from '../../../packages/onnx/test/onnx-bytes.js';
import type { FuzzReader } from '../fuzz-reader.js';

const MODEL = 'model.onnx';
const WEIGHTS = 'weights.data';

/** Initialisers in raw bytes, in a field of their own and in another file; a shape that is computed; a function; nodes out of order. */
function model(): Uint8Array {
  const external = { location: WEIGHTS, offset: '8', length: '24' };
  return modelBytes({
    inputs: [valueBytes('x', ['n', 2, 3])],
    outputs: [valueBytes('y', ['n', 2])],
    initializers: [
      floatTensor('scale', [3], [1, -2, 0.5]),
      tensorBytes('w', 'float32', [3, 2], {
        13: Object.entries(external).map(([key, value]) => messageBytes({ 1: key, 2: value })),
        14: 1,
      }),
      tensorBytes('two', 'int64', [1], { 7: packed([2]) }),
      tensorBytes('axis', 'int32', [], { 5: packed([1]) }),
    ],
    nodes: [
      nodeBytes('ReduceMax', ['p'], ['y'], {
        attributes: [attributeBytes('axes', [1]), attributeBytes('keepdims', 0)],
      }),
      nodeBytes('Scaled', ['x', 'scale'], ['s'], { domain: 'local' }),
      nodeBytes('Reshape', ['s', 'shape'], ['r']),
      nodeBytes('MatMul', ['r', 'w'], ['p']),
      nodeBytes('Shape', ['x'], ['sizes']),
      nodeBytes('Gather', ['sizes', 'zero'], ['batch']),
      nodeBytes('Constant', [], ['zero'], { attributes: [attributeBytes('value_ints', [0])] }),
      nodeBytes('Concat', ['batch', 'two', 'three'], ['shape'], { attributes: [attributeBytes('axis', 0)] }),
      nodeBytes('Constant', [], ['three'], {
        attributes: [
          attributeBytes('value', tensorBytes('', 'int64', [1], { 9: bytesOf(BigInt64Array.of(3n)) })),
        ],
      }),
    ],
    functions: [
      messageBytes({
        1: 'Scaled',
        4: ['a', 'b'],
        5: 'c',
        7: [nodeBytes('Mul', ['a', 'b'], ['t']), nodeBytes('Relu', ['t'], ['c'])],
        9: messageBytes({ 2: 17 }),
        10: 'local',
      }),
    ],
    domains: { local: 1 },
  });
}

/** An ONNX model with external data. */
export const onnxReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await writeFile(join(folder, MODEL), model());
    await writeFile(join(folder, WEIGHTS), bytesOf(Float32Array.from({ length: 8 }, (_, i) => i / 4)));
    return [MODEL, WEIGHTS];
  },
  async read(folder) {
    const file = await onnxFile(join(folder, MODEL));
    const { nodes, constants, inputs } = await readModel('runOnnx', file);
    return { nodes, constants: [...constants], inputs, y: await run(file) };
  },
};

/** What the model computes. An error about the model need not name the file, which is read by then. */
async function run(file: Awaited<ReturnType<typeof onnxFile>>): Promise<unknown> {
  try {
    const input = ndarray(
      Float32Array.from({ length: 12 }, (_, i) => i - 6),
      [2, 2, 3],
    );
    const { y } = await runOnnx(file, { x: input });
    return y && [y.shape, y.data];
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ERR_UNSUPPORTED_MODEL' || code === 'ERR_INVALID_ARGUMENT') return code;
    throw error;
  }
}
