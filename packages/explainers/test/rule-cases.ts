import type { BackwardRule, Operation } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { perChannel } from '../src/paper/per-channel.js';
import * as publicRules from '../src/rules.js';
import { numbers } from './small-encoder.js';

const {
  alphaBeta,
  borderMask,
  constantDeviation,
  constantFactor,
  deconvolution,
  flat,
  gamma,
  gradientEpsilon,
  guided,
  layerwiseEpsilon,
  normalizationRelevance,
  passRelevance,
  productRelevance,
  proportionalMaxPool,
  rectified,
  rescale,
  rescaleMaxPool,
  rescaleProduct,
  signalTakesAll,
  softmaxRelevance,
  uniformProduct,
  unsignedEpsilon,
  wSquare,
  zBox,
  zPlus,
} = publicRules;

/** A node, the shapes of its inputs without the batch axis, and whether an input is a constant of one row. */
export interface RuleCase {
  readonly operation: Operation;
  readonly shapes: readonly (readonly number[])[];
  readonly constant?: number;
}

const activation = (name: string, shape: readonly number[] = [4, 3, 2], more = {}): RuleCase => ({
  operation: { kind: 'activation', activation: name, ...more } as Operation,
  shapes: [shape],
});

const ACTIVATIONS = [
  activation('relu'),
  activation('relu', [7]),
  activation('relu', [1]),
  activation('relu', [5, 3]),
  activation('relu6'),
  activation('leakyRelu', [7], { alpha: 0.3 }),
  activation('thresholdedRelu', [7], { theta: 0.5 }),
  activation('elu'),
  activation('sigmoid'),
  activation('tanh', [7]),
  activation('softplus', [7]),
  activation('gelu', [7]),
];
const SEQUENCES = [activation('relu', [5, 3]), activation('sigmoid', [1, 4])];
const FUNCTIONS: readonly RuleCase[] = [
  { operation: { kind: 'elementwise', function: 'abs' }, shapes: [[7]] },
];
const POOLS: readonly RuleCase[] = [
  {
    operation: { kind: 'maxPool', size: [2, 2], strides: [2, 2], padding: 'valid' },
    shapes: [[5, 4, 2]],
  },
  { operation: { kind: 'maxPool', size: [3, 3], strides: [1, 1], padding: 'same' }, shapes: [[5, 4, 2]] },
  { operation: { kind: 'maxPool', global: true }, shapes: [[3, 4, 2]] },
];
const PRODUCTS: readonly RuleCase[] = [
  {
    operation: { kind: 'multiply' },
    shapes: [
      [3, 2],
      [3, 2],
    ],
  },
  { operation: { kind: 'multiply' }, shapes: [[3, 2], [1]] },
  { operation: { kind: 'multiply' }, shapes: [[7], [7]], constant: 1 },
];
const NORMALIZATIONS = (): readonly RuleCase[] => [
  {
    operation: { kind: 'layerNormalization', axes: [2], epsilon: 1e-6, gamma: kernelOf(4) },
    shapes: [[3, 4]],
  },
  {
    operation: { kind: 'groupNormalization', groups: 2, epsilon: 1e-5, beta: kernelOf(4) },
    shapes: [[3, 2, 4]],
  },
  { operation: { kind: 'rmsNormalization', axes: [1], epsilon: 1e-6 }, shapes: [[7]] },
  { operation: { kind: 'lpNormalization', p: 2, axes: [1] }, shapes: [[7]] },
  { operation: { kind: 'lpNormalization', p: 1, axes: [2], epsilon: 0.5 }, shapes: [[3, 4]] },
];
/** Products of two activations. */
const ACTIVATION_PRODUCTS: readonly RuleCase[] = [
  {
    operation: { kind: 'matMul' },
    shapes: [
      [2, 3, 4],
      [2, 4, 3],
    ],
  },
  {
    operation: { kind: 'matMul', transposeB: true },
    shapes: [
      [3, 4],
      [3, 4],
    ],
  },
  {
    operation: { kind: 'einsum', equation: 'sij,skj->sik' },
    shapes: [
      [3, 4],
      [2, 4],
    ],
  },
  {
    operation: { kind: 'multiply' },
    shapes: [
      [3, 2],
      [3, 2],
    ],
  },
  { operation: { kind: 'multiply' }, shapes: [[3, 2], [1]] },
];
const SOFTMAX = [activation('softmax', [3, 4]), activation('softmax', [2, 3, 4]), activation('softmax', [5])];
const kernelOf = (...shape: number[]) =>
  tf.tensor(
    numbers(
      shape.reduce((a, b) => a * b),
      4,
    ),
    shape,
  );
const convolutions = (): readonly RuleCase[] => [
  {
    operation: {
      kind: 'convolution',
      kernel: kernelOf(3, 3, 2, 3),
      strides: [1, 1],
      padding: 'same',
    } as Operation,
    shapes: [[5, 4, 2]],
  },
  {
    operation: {
      kind: 'convolution',
      kernel: kernelOf(3, 3, 2, 3),
      strides: [2, 2],
      padding: 'same',
    } as Operation,
    shapes: [[4, 4, 2]],
  },
];
const weighted = (): readonly RuleCase[] => [
  ...convolutions(),
  {
    operation: { kind: 'dense', kernel: kernelOf(6, 3), bias: kernelOf(3) } as Operation,
    shapes: [[6]],
  },
];
const linear = (): readonly RuleCase[] => [...weighted(), { operation: { kind: 'add' }, shapes: [[7], [7]] }];

const RECTIFIED = [0, 1, 40, 95, 99.9, 100].flatMap((percentile) =>
  (['signed', 'magnitude'] as const).flatMap((importance) =>
    (['masked', 'passed'] as const).map((deadUnits) => rectified({ percentile, importance, deadUnits })),
  ),
);

/** Each rule with nodes that it replaces. */
export const RULES: readonly (readonly [rule: BackwardRule, cases: () => readonly RuleCase[]])[] = [
  [guided(), () => ACTIVATIONS],
  [guided({ derivative: false }), () => ACTIVATIONS],
  [deconvolution(), () => ACTIVATIONS],
  ...RECTIFIED.map((rule) => [rule, () => ACTIVATIONS] as const),
  ...RECTIFIED.map((rule) => [perChannel(rule), () => SEQUENCES] as const),
  [rectified({ percentile: 60, indexPrecision: 'float32' }), () => ACTIVATIONS],
  ...[0, -0.5, 0.5].map((threshold) => [rectified({ threshold }), () => ACTIVATIONS] as const),
  [perChannel(rectified({ threshold: -0.5 })), () => SEQUENCES],
  [borderMask(), convolutions],
  [proportionalMaxPool(), () => POOLS],
  [rescale(), () => [...ACTIVATIONS, ...FUNCTIONS]],
  [rescale({ midpoint: true }), () => ACTIVATIONS],
  [rescaleMaxPool(), () => POOLS],
  [rescaleProduct(), () => PRODUCTS],
  [gradientEpsilon(), () => ACTIVATIONS],
  [layerwiseEpsilon(), linear],
  [alphaBeta(), weighted],
  [alphaBeta({ alpha: 1 }), weighted],
  [flat(), weighted],
  [gamma(), weighted],
  [wSquare(), weighted],
  [zBox({ low: -1, high: 2 }), weighted],
  [zPlus(), weighted],
  [passRelevance(), () => ACTIVATIONS],
  [signalTakesAll(), () => PRODUCTS],
  [uniformProduct(), () => ACTIVATION_PRODUCTS],
  [productRelevance({ epsilon: 0.3 }), () => ACTIVATION_PRODUCTS],
  [productRelevance({ epsilon: 0.3, constant: 1 }), () => ACTIVATION_PRODUCTS],
  [constantFactor({ factor: 0 }), () => ACTIVATION_PRODUCTS],
  [constantFactor({ factor: 1 }), () => ACTIVATION_PRODUCTS],
  [constantDeviation(), NORMALIZATIONS],
  // Numbers of these cases are multiples of a half: no sum is near −0.3.
  [normalizationRelevance({ epsilon: 0.3 }), NORMALIZATIONS],
  [softmaxRelevance(), () => SOFTMAX],
  [unsignedEpsilon({ epsilon: 0.3 }), linear],
];

/** Whole numbers and halves, so that there are ties and zeros; equal halves of the batch in some places. */
export function values(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    numbers(size, seed).map((value) => Math.round(2 * value) / 2),
    [...shape],
  );
}
