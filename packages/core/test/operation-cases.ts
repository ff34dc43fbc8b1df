import * as tf from '@tensorflow/tfjs-core';
import type { Operation } from '../src/graph/operation.js';
import type { Activation } from '../src/graph/operations/activation.js';
import type { Elementwise } from '../src/graph/operations/elementwise.js';
import type { ReductionName } from '../src/graph/operations/reduction.js';
import { random } from './small-models.js';

/** An operation, and the shapes of its inputs without the batch axis. */
export type OperationCase = readonly [operation: Operation, ...shapes: (readonly number[])[]];

/** The kinds that run code of the model's own, and the input. */
type WithoutCode = 'input' | 'layer' | 'graphOperation';

const pair = [3, 2] as const;
const pad2 = [
  [1, 0],
  [0, 2],
] as const;
const pad3 = [
  [0, 0],
  [1, 1],
  [0, 1],
] as const;
const merge = (
  kind: 'add' | 'average' | 'subtract' | 'multiply' | 'maximum' | 'minimum' | 'divide' | 'power',
) =>
  [
    [{ kind }, pair, pair],
    [{ kind }, pair, [1]],
  ] as const;
const pool = (kind: 'maxPool' | 'averagePool'): readonly OperationCase[] => [
  [{ kind, size: [2, 2], strides: [2, 2], padding: 'same' }, [5, 4, 2]],
  [{ kind, size: [2, 2], strides: [1, 1], padding: pad2, dilations: [1, 2], beyond: [1, 0] }, [5, 4, 2]],
  [{ kind, size: [2, 1], strides: [2, 1], padding: 'valid' }, [6, 2]],
  [{ kind, global: true }, [3, 2, 4]],
  [{ kind, volume: true, size: [2, 2, 1], strides: [2, 1, 1], padding: pad3 }, [4, 3, 2, 2]],
];
export const reductions: readonly ReductionName[] = [
  'sum',
  'mean',
  'maximum',
  'minimum',
  'product',
  'l1',
  'l2',
  'logSum',
  'logSumExp',
  'sumOfSquares',
];
const activations: readonly Pick<Activation, 'activation' | 'alpha' | 'theta' | 'maximum' | 'beta'>[] = [
  { activation: 'linear' },
  { activation: 'relu' },
  { activation: 'relu', maximum: 1 },
  { activation: 'relu6' },
  { activation: 'leakyRelu', alpha: 0.2 },
  { activation: 'prelu', alpha: { values: Float32Array.of(0.1, 0.2), shape: [2] } },
  { activation: 'thresholdedRelu', theta: 0.3 },
  { activation: 'elu' },
  { activation: 'elu', alpha: 0.5 },
  { activation: 'celu', alpha: 0.5 },
  { activation: 'selu' },
  { activation: 'gelu' },
  { activation: 'gelu_new' },
  { activation: 'sigmoid' },
  { activation: 'hardSigmoid' },
  { activation: 'hardSwish' },
  { activation: 'hardTanh' },
  { activation: 'tanh' },
  { activation: 'softplus' },
  { activation: 'softsign' },
  { activation: 'swish' },
  { activation: 'mish' },
  { activation: 'shrink', theta: 0.5, beta: 0.1 },
  { activation: 'softmax' },
  { activation: 'logSoftmax' },
  { activation: 'hardmax' },
];
const functions: readonly Elementwise['function'][] = [
  'abs',
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'ceil',
  'clip',
  'cos',
  'cosh',
  'erf',
  'exp',
  'log',
  'power',
  'reciprocal',
  'sin',
  'sinh',
  'sqrt',
  'tan',
];
const recurrent = (
  cell: 'lstm' | 'gru' | 'rnn',
  gates: number,
  output: 'sequence' | 'hidden',
): OperationCase => [
  {
    kind: 'recurrent',
    hidesNonlinearity: true,
    cell,
    output,
    kernel: random([2, 3 * gates], 1),
    recurrentKernel: random([3, 3 * gates], 2),
    bias: random([3 * gates], 3),
  },
  [4, 2],
];

/** Operations of every kind, for tests of what holds for all of them. Call inside `tf.tidy`: weights are new tensors. */
export function operationCases(): Record<Exclude<Operation['kind'], WithoutCode>, readonly OperationCase[]> {
  return {
    convolution: [
      [
        {
          kind: 'convolution',
          kernel: random([3, 3, 2, 4]),
          bias: random([4]),
          strides: [2, 1],
          padding: 'same',
        },
        [5, 4, 2],
      ],
      [
        {
          kind: 'convolution',
          kernel: random([2, 2, 2, 4]),
          strides: [1, 1],
          padding: pad2,
          dilations: [1, 2],
        },
        [5, 4, 2],
      ],
      [
        { kind: 'convolution', kernel: random([3, 3, 1, 4]), strides: [1, 1], padding: 'valid', groups: 2 },
        [5, 4, 2],
      ],
    ],
    convolution1d: [
      [{ kind: 'convolution1d', kernel: random([3, 2, 4]), stride: 2, padding: 'same' }, [6, 2]],
    ],
    convolution3d: [
      [
        { kind: 'convolution3d', kernel: random([2, 2, 2, 2, 3]), strides: [2, 1, 1], padding: pad3 },
        [4, 3, 4, 2],
      ],
    ],
    depthwiseConvolution: [
      [
        { kind: 'depthwiseConvolution', kernel: random([3, 3, 2, 2]), strides: [2, 2], padding: 'same' },
        [5, 4, 2],
      ],
    ],
    transposedConvolution: [
      [
        { kind: 'transposedConvolution', kernel: random([3, 3, 4, 2]), strides: [2, 2], padding: 'same' },
        [3, 4, 2],
      ],
      [
        { kind: 'transposedConvolution', kernel: random([3, 3, 4, 2]), strides: [2, 1], padding: pad2 },
        [3, 4, 2],
      ],
    ],
    transposedConvolution3d: [
      [
        {
          kind: 'transposedConvolution3d',
          kernel: random([2, 2, 2, 3, 2]),
          strides: [2, 1, 1],
          padding: pad3,
        },
        [3, 3, 2, 2],
      ],
    ],
    dense: [
      [{ kind: 'dense', kernel: random([2, 4]), bias: random([4]) }, [2]],
      [{ kind: 'dense', kernel: random([2, 4]) }, [3, 2]],
    ],
    batchNormalization: [
      [
        {
          kind: 'batchNormalization',
          epsilon: 1e-3,
          mean: random([2]),
          variance: tf.abs(random([2])),
          gamma: random([2]),
          beta: random([2]),
        },
        [3, 4, 2],
      ],
    ],
    groupNormalization: [
      [{ kind: 'groupNormalization', groups: 2, epsilon: 1e-3, gamma: random([4]) }, [3, 2, 4]],
    ],
    layerNormalization: [
      [{ kind: 'layerNormalization', axes: [2], epsilon: 1e-3, gamma: random([4]) }, [3, 4]],
    ],
    localResponseNormalization: [
      [{ kind: 'localResponseNormalization', size: 3, alpha: 0.1, beta: 0.75, bias: 1 }, [2, 2, 4]],
    ],
    lpNormalization: [
      [{ kind: 'lpNormalization', p: 1, axes: [1] }, [4]],
      [{ kind: 'lpNormalization', p: 2, axes: [2], epsilon: 1e-6 }, [3, 4]],
    ],
    rmsNormalization: [[{ kind: 'rmsNormalization', axes: [2], epsilon: 1e-3 }, [3, 4]]],
    quantization: [
      [
        {
          kind: 'quantization',
          scale: tf.abs(random([1])),
          zeroPoint: random([1]),
          minimum: -128,
          maximum: 127,
        },
        [4],
      ],
    ],
    recurrent: [
      recurrent('lstm', 4, 'sequence'),
      recurrent('lstm', 4, 'hidden'),
      recurrent('gru', 3, 'sequence'),
      recurrent('rnn', 1, 'hidden'),
    ],
    activation: activations.map((each) => [{ kind: 'activation', ...each }, [3, 2]]),
    einsum: [[{ kind: 'einsum', equation: 'sij,sjk->sik' }, [3, 4], [4, 2]]],
    elementwise: functions.map((name) => [
      { kind: 'elementwise', function: name, exponent: 3, minimum: -1, maximum: 1 },
      [3, 2],
    ]),
    matMul: [[{ kind: 'matMul' } as Operation, [3, 4], [4, 2]]],
    reduction: reductions.map((reduction) => [{ kind: 'reduction', reduction, axes: [1] }, [3, 2]]),
    scale: [[{ kind: 'scale', factor: random([2]) }, pair]],
    shift: [[{ kind: 'shift', by: 2 }, pair]],
    maxPool: pool('maxPool'),
    averagePool: pool('averagePool'),
    upsampling: [
      [{ kind: 'upsampling', size: [2, 3], interpolation: 'nearest' }, [2, 3, 2]],
      [{ kind: 'upsampling', size: [2, 3], interpolation: 'bilinear' }, [2, 3, 2]],
    ],
    padding: [
      [
        {
          kind: 'padding',
          margins: [
            [0, 0],
            [1, 2],
            [0, 1],
          ],
        },
        pair,
      ],
    ],
    cropping: [
      [
        {
          kind: 'cropping',
          margins: [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
        },
        pair,
      ],
    ],
    permute: [[{ kind: 'permute', order: [0, 2, 1] }, pair]],
    resample: [[{ kind: 'resample', axis: 1, matrix: random([3, 5]) }, pair]],
    reshape: [[{ kind: 'reshape', shape: [-1] }, pair]],
    given: [[{ kind: 'given', values: random([1, 4]), perSample: false, start: 0, rows: 1 }, [3]]],
    slice: [[{ kind: 'slice', start: 1, shape: [2, 2] }, [6]]],
    posteriorSample: [[{ kind: 'posteriorSample', form: 'logVariance', noise: random([1, 4]) }, [4], [4]]],
    add: merge('add'),
    average: merge('average'),
    subtract: merge('subtract'),
    multiply: merge('multiply'),
    maximum: merge('maximum'),
    minimum: merge('minimum'),
    divide: merge('divide'),
    power: merge('power'),
    modulo: [[{ kind: 'modulo' }, pair, pair]],
    concatenate: [[{ kind: 'concatenate', axis: -1 }, pair, [3, 4]]],
    constant: [],
    argMax: [
      [{ kind: 'argMax', of: 'maximum', axis: 1 }, pair],
      [{ kind: 'argMax', of: 'minimum', axis: 2, last: true, keepDims: true }, pair],
    ],
    comparison: [[{ kind: 'comparison', comparison: 'greater' }, pair, pair]],
    cumulativeSum: [[{ kind: 'cumulativeSum', axis: 1 }, pair]],
    expand: [[{ kind: 'expand', shape: [3, 2] }, [1, 2]]],
    gather: [[{ kind: 'gather', axis: 1, indices: [2, 0, 2] }, pair]],
    lookup: [[{ kind: 'lookup', table: random([5, 3]) }, [4]]],
    scatterAdd: [[{ kind: 'scatterAdd', axis: 1, indices: [2, 0, 2], length: 4 }, pair]],
    tile: [[{ kind: 'tile', repetitions: [2, 1] }, pair]],
    topK: [
      [{ kind: 'topK', output: 'values', k: 2, axis: 1 }, pair],
      [{ kind: 'topK', output: 'values', k: 2, axis: 1, smallest: true }, [3, 2, 2]],
      [{ kind: 'topK', output: 'indices', k: 2, axis: 1 }, pair],
    ],
    where: [[{ kind: 'where' }, pair, pair, [1]]],
  };
}
