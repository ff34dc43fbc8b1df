import { describeEncoder, gradient } from '@csm/explainers';
import { memory, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { onnxEncoder } from '../src/index.js';
import { bytesOf, floatTensor, modelBytes, nodeBytes, tensorBytes, valueBytes } from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));
afterAll(() => useBackend('cpu'));

const initializers = [
  tensorBytes('w8', 'int8', [2, 3], { 9: bytesOf(Int8Array.of(-128, 0, 5, 127, 4, -2)) }),
  floatTensor('wScale', [3], [0.5, 0.25, 2]),
  tensorBytes('wZero', 'int8', [3], { 9: bytesOf(Int8Array.of(0, 2, -1)) }),
  floatTensor('xScale', [], [0.5]),
  tensorBytes('xZero', 'uint8', [], { 9: Uint8Array.of(10) }),
];
const weights = nodeBytes('DequantizeLinear', ['w8', 'wScale', 'wZero'], ['w'], { name: 'weights' });
const product = (input: string) => nodeBytes('MatMul', [input, 'w'], ['y'], { name: 'product' });
const io = { inputs: [valueBytes('x', ['n', 2])], outputs: [valueBytes('y', ['n', 3])], initializers };

/** (int8 − zero point) · scale, per column. */
const W = [
  [-64, -0.5, 12],
  [63.5, 0.5, -2],
];
const times = (x: readonly number[]) => [0, 1, 2].map((k) => x.reduce((sum, v, i) => sum + v * W[i]![k]!, 0));

describe('quantised models', () => {
  it('with quantised weights are a float model with its derivatives', async () => {
    const encoder = await onnxEncoder(modelBytes({ ...io, nodes: [weights, product('x')] }));
    expect(encoder.graph?.nodes.map(({ operation }) => operation.kind)).toEqual(['input', 'dense']);
    const trace = await encoder.trace(tensor([[1, 2]]));
    expect([...trace.latent.dataSync()]).toEqual(times([1, 2]));
    const gradient = await trace.backward(tensor([[0, 1, 0]], [1, 3]));
    expect([...gradient.dataSync()]).toEqual([-0.5, 0.5]);
  });

  it('with quantised activations encode, and refuse derivatives, which would be 0', async () => {
    const nodes = [
      weights,
      nodeBytes('QuantizeLinear', ['x', 'xScale', 'xZero'], ['q'], { name: 'quantise' }),
      nodeBytes('DequantizeLinear', ['q', 'xScale', 'xZero'], ['d'], { name: 'dequantise' }),
      product('d'),
    ];
    const encoder = await onnxEncoder(modelBytes({ ...io, nodes }));
    const x = tensor([[0.8, -100]]);
    // 0.8 / 0.5 rounds to 2; −100 is limited to the lowest number, −10 steps below 0.
    expect([...(await encoder.encode(x)).dataSync()]).toEqual(times([1, -5]));
    const { numTensors } = memory();
    await expect((async () => encoder.trace(x))()).rejects.toThrow(
      'trace: node "quantise" (quantization): its numbers are rounded to whole numbers, so their derivative is 0; use the model before',
    );
    expect(memory().numTensors).toBe(numTensors);
    const { kinds, methods } = await describeEncoder(encoder, { gradient });
    expect(kinds).toMatchObject({ quantization: 1, dense: 1 });
    expect(methods[0]).toMatchObject({ works: false });
  });

  it('that compute with whole numbers are refused by name', async () => {
    const nodes = [nodeBytes('DynamicQuantizeLinear', ['x'], ['y', 's', 'z'], { name: 'dynamic' })];
    const made = onnxEncoder(modelBytes({ ...io, nodes, outputs: [valueBytes('y', ['n', 2], 'uint8')] }));
    await expect(made).rejects.toThrow(
      /DynamicQuantizeLinear \(node "dynamic"\): it computes with whole numbers/,
    );
  });
});
