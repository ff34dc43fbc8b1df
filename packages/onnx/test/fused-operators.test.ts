import { encode } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { onnxEncoder, runOnnx } from '../src/index.js';
import { derivativeVerdict } from './derivative-verdict.js';
import {
  attributeBytes,
  bytesOf,
  type Float,
  floatTensor,
  messageBytes,
  modelBytes,
  nodeBytes,
  valueBytes,
} from './onnx-bytes.js';

// What ONNX Runtime fuses is the same as the standard's operators that it was made of, whose values the standard's own cases confirm.

const sines = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + seed));
const array = (shape: number[], seed: number): NdArray<Float32Array> =>
  ndarray(
    sines(
      shape.reduce((a, b) => a * b),
      seed,
    ),
    shape,
  );
const weight = (name: string, shape: number[], seed: number) =>
  floatTensor(name, shape, [...array(shape, seed).data]);

type AttributeValue = number | Float | string | readonly number[] | Uint8Array;
const attributes = (values: Readonly<Record<string, AttributeValue>>) =>
  Object.entries(values).map(([name, value]) =>
    // A list of floats is given as their bytes.
    value instanceof Uint8Array
      ? messageBytes({ 1: name, 7: value, 20: 6 })
      : attributeBytes(name, value as Exclude<AttributeValue, Uint8Array>),
  );
const floats = (...numbers: number[]) => bytesOf(Float32Array.from(numbers));

type Node = readonly [
  op: string,
  inputs: string[],
  output: string,
  attributes?: Readonly<Record<string, AttributeValue>>,
];

interface Shapes {
  readonly inputs: Readonly<Record<string, number[]>>;
  /** Their shapes; a number is one number. */
  readonly weights: Readonly<Record<string, number[] | number>>;
  readonly output: number[];
}

const modelOf = (nodes: readonly Node[], domain: string, { inputs, weights, output }: Shapes) =>
  modelBytes({
    nodes: nodes.map(([op, from, to, values = {}]) =>
      nodeBytes(op, from, [to], { domain, attributes: attributes(values) }),
    ),
    initializers: Object.entries(weights).map(([name, shape], i) =>
      typeof shape === 'number' ? floatTensor(name, [], [shape]) : weight(name, shape, i + 5),
    ),
    inputs: Object.entries(inputs).map(([name, shape]) => valueBytes(name, ['n', ...shape.slice(1)])),
    outputs: [valueBytes('y', output)],
    domains: { 'com.microsoft': 1 },
    // The limits of Clip are attributes.
    opset: 10,
  });

const IMAGES: Shapes = {
  inputs: { x: [2, 3, 5, 4] },
  weights: { w: [4, 3, 3, 3], b: [4] },
  output: [2, 4, 3, 2],
};
const SUMMED: Shapes = { ...IMAGES, inputs: { x: [2, 3, 5, 4], z: [2, 4, 3, 2] } };
const ROWS: Shapes = { inputs: { x: [3, 4] }, weights: { w: [4, 5], b: [5] }, output: [3, 5] };
const TURNED: Shapes = { inputs: { x: [3, 4] }, weights: { w: [5, 4], b: [5] }, output: [3, 5] };
const MATRICES: Shapes = {
  inputs: { x: [2, 3, 4], v: [2, 5, 4] },
  weights: { half: 0.5 },
  output: [2, 3, 5],
};
const BY_WEIGHT: Shapes = { inputs: { x: [2, 3, 4] }, weights: { w: [5, 4] }, output: [2, 3, 5] };

const conv = (from = ['x', 'w', 'b']): Node => ['Conv', from, 'c'];
const fusedConv = (values: Readonly<Record<string, AttributeValue>>, from = ['x', 'w', 'b']): Node => [
  'FusedConv',
  from,
  'y',
  values,
];

const CASES: readonly (readonly [title: string, Shapes, fused: Node, apart: readonly Node[]])[] = [
  ['FusedConv without activation', IMAGES, fusedConv({}), [['Conv', ['x', 'w', 'b'], 'y']]],
  ['FusedConv, Relu', IMAGES, fusedConv({ activation: 'Relu' }), [conv(), ['Relu', ['c'], 'y']]],
  ['FusedConv, Tanh', IMAGES, fusedConv({ activation: 'Tanh' }), [conv(), ['Tanh', ['c'], 'y']]],
  [
    'FusedConv, LeakyRelu',
    IMAGES,
    fusedConv({ activation: 'LeakyRelu', activation_params: floats(0.3) }),
    [conv(), ['LeakyRelu', ['c'], 'y', { alpha: { float: 0.3 } }]],
  ],
  [
    'FusedConv, HardSigmoid',
    IMAGES,
    fusedConv({ activation: 'HardSigmoid', activation_params: floats(0.3, 0.4) }),
    [conv(), ['HardSigmoid', ['c'], 'y', { alpha: { float: 0.3 }, beta: { float: 0.4 } }]],
  ],
  [
    'FusedConv, Clip',
    IMAGES,
    fusedConv({ activation: 'Clip', activation_params: floats(-0.5, 1.5) }),
    [conv(), ['Clip', ['c'], 'y', { min: { float: -0.5 }, max: { float: 1.5 } }]],
  ],
  [
    'FusedConv with a summand, Sigmoid',
    SUMMED,
    fusedConv({ activation: 'Sigmoid' }, ['x', 'w', 'b', 'z']),
    [conv(), ['Add', ['c', 'z'], 's'], ['Sigmoid', ['s'], 'y']],
  ],
  [
    'FusedConv with a summand, without bias and activation',
    SUMMED,
    fusedConv({}, ['x', 'w', '', 'z']),
    [conv(['x', 'w']), ['Add', ['c', 'z'], 'y']],
  ],
  [
    'FusedGemm, Relu',
    ROWS,
    ['FusedGemm', ['x', 'w', 'b'], 'y', { activation: 'Relu' }],
    [
      ['Gemm', ['x', 'w', 'b'], 'c'],
      ['Relu', ['c'], 'y'],
    ],
  ],
  [
    'FusedGemm with factors, Elu',
    TURNED,
    [
      'FusedGemm',
      ['x', 'w', 'b'],
      'y',
      {
        transB: 1,
        alpha: { float: 0.5 },
        beta: { float: 2 },
        activation: 'Elu',
        activation_alpha: { float: 0.7 },
      },
    ],
    [
      ['Gemm', ['x', 'w', 'b'], 'c', { transB: 1, alpha: { float: 0.5 }, beta: { float: 2 } }],
      ['Elu', ['c'], 'y', { alpha: { float: 0.7 } }],
    ],
  ],
  [
    'FusedMatMul of two inputs',
    MATRICES,
    ['FusedMatMul', ['x', 'v'], 'y', { transB: 1, alpha: { float: 0.5 } }],
    [
      ['Transpose', ['v'], 't', { perm: [0, 2, 1] }],
      ['MatMul', ['x', 't'], 'm'],
      ['Mul', ['m', 'half'], 'y'],
    ],
  ],
  [
    'FusedMatMul by a constant',
    BY_WEIGHT,
    ['FusedMatMul', ['x', 'w'], 'y', { transB: 1 }],
    [
      ['Transpose', ['w'], 't', { perm: [1, 0] }],
      ['MatMul', ['x', 't'], 'y'],
    ],
  ],
  [
    'FusedMatMul of a transposed first input',
    { inputs: { x: [2, 4, 3] }, weights: { w: [4, 5] }, output: [2, 3, 5] },
    ['FusedMatMul', ['x', 'w'], 'y', { transA: 1 }],
    [
      ['Transpose', ['x'], 't', { perm: [0, 2, 1] }],
      ['MatMul', ['t', 'w'], 'y'],
    ],
  ],
];

describe.each(BACKENDS)('operators that ONNX Runtime fuses, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(CASES)('%s', async (_title, shapes, fused, apart) => {
    const arrays = Object.values(shapes.inputs).map((shape, i) => array(shape, i));
    const model = modelOf([fused], 'com.microsoft', shapes);
    const { numTensors } = memory();
    const { y } = await runOnnx(model, arrays);
    const expected = await runOnnx(modelOf(apart, '', shapes), arrays);
    expect(y!.shape).toEqual(shapes.output);
    expect(y!.data).toEqual(expected.y!.data);
    const constants = arrays.map(({ data, shape }) => ({ type: 'float32' as const, shape, data }));
    expect(await derivativeVerdict(model, constants)).toMatchObject({ kind: 'pass' });
    expect(memory().numTensors).toBe(numTensors);
  });
});

describe('operators that ONNX Runtime fuses', () => {
  beforeAll(() => useBackend('cpu'));

  it('are nodes of their own in the graph', async () => {
    const model = modelOf([fusedConv({ activation: 'Relu' })], 'com.microsoft', IMAGES);
    const encoder = await onnxEncoder(model, { latent: 'flatten' });
    const nodes = encoder.graph?.nodes.map(({ name, operation }) => [name, operation.kind]);
    expect(nodes).toContainEqual(['y/convolution', 'convolution']);
    expect(nodes).toContainEqual(['y', 'activation']);
    const x = array([2, 3, 5, 4], 0);
    const latents = await encode(encoder, x);
    expect(latents.data).toEqual((await runOnnx(model, [x])).y?.data);
    encoder.dispose();
  });

  it.each<[string, Shapes, Node, string]>([
    [
      'another activation',
      IMAGES,
      fusedConv({ activation: 'Softmax' }),
      'FusedConv (node "y"): the fused activation "Softmax" is not supported',
    ],
    [
      'parameters that are missing',
      IMAGES,
      fusedConv({ activation: 'Clip' }),
      'FusedConv (node "y"): expected activation_params of 2 numbers; got 0',
    ],
    [
      'a batch that is transposed',
      MATRICES,
      ['FusedMatMul', ['x', 'v'], 'y', { transBatchA: 1 }],
      'FusedMatMul (node "y"): the attribute "transBatchA" is not supported',
    ],
  ])('are refused by name for %s', async (_title, shapes, fused, message) => {
    const model = modelOf([fused], 'com.microsoft', shapes);
    const arrays = Object.values(shapes.inputs).map((shape, i) => array(shape, i));
    const { numTensors } = memory();
    await expect(runOnnx(model, arrays)).rejects.toThrow(`runOnnx: ${message}.`);
    expect(memory().numTensors).toBe(numTensors);
  });
});
