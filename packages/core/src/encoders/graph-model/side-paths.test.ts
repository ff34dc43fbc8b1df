import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { loadGraphDef, type NodeDef, placeholder } from '../../../../../test/graph-model.js';
import { graphEncoder } from './graph-encoder.js';

const float = { T: { type: 'DT_FLOAT' } };
const node = (name: string, op: string, input: string[], attr: Record<string, unknown> = float): NodeDef => ({
  name,
  op,
  input,
  attr,
});
const ints = (values: number | number[]) => tf.tensor(values, undefined, 'int32');
const cast = { SrcT: { type: 'DT_BOOL' }, DstT: { type: 'DT_FLOAT' } };
const every = { begin_mask: { i: '1' }, end_mask: { i: '1' } };

type Case = [nodes: NodeDef[], weights: Record<string, tf.Tensor>, values: number[], gradient: number[]];

/** Each over x = [1, −2, 3, −4], with the derivative of the sum of its last node, by hand. */
const CASES: Record<string, () => Case> = {
  'a leaky ReLU by SelectV2': () => [
    [
      node('positive', 'Greater', ['x', 'zero']),
      node('small', 'Mul', ['x', 'tenth']),
      node('y', 'SelectV2', ['positive', 'x', 'small']),
    ],
    { zero: tf.scalar(0), tenth: tf.scalar(0.1) },
    [1, -0.2, 3, -0.4],
    [1, 0.1, 1, 0.1],
  ],
  'the first two columns by StridedSlice': () => [
    [node('y', 'StridedSlice', ['x', 'begin', 'end', 'strides'], { ...float, ...every })],
    { begin: ints([0, 0]), end: ints([0, 2]), strides: ints([1, 1]) },
    [1, -2],
    [1, 1, 0, 0],
  ],
  'NaN replaced by 0': () => [
    [
      node('missing', 'IsNan', ['x']),
      node('zeros', 'ZerosLike', ['x']),
      node('square', 'Square', ['x']),
      node('y', 'SelectV2', ['missing', 'zeros', 'square']),
    ],
    {},
    [1, 4, 9, 16],
    [2, -4, 6, -8],
  ],
  'a mask by comparison': () => [
    [
      node('other', 'NotEqual', ['x', 'zero']),
      node('mask', 'Cast', ['other'], cast),
      node('y', 'Mul', ['x', 'mask']),
    ],
    { zero: tf.scalar(3) },
    [1, -2, 0, -4],
    [1, 1, 0, 1],
  ],
  'the largest number by ArgMax': () => [
    [
      node('largest', 'ArgMax', ['x', 'axis'], { output_type: { type: 'DT_INT32' } }),
      node('hot', 'OneHot', ['largest', 'depth', 'on', 'off'], { axis: { i: '-1' } }),
      node('mask', 'Cast', ['hot'], { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } }),
      node('y', 'Mul', ['x', 'mask']),
    ],
    { axis: ints(1), depth: ints(4), on: ints(1), off: ints(0) },
    [0, 0, 3, 0],
    [0, 0, 1, 0],
  ],
  'columns by GatherV2': () => [
    [node('y', 'GatherV2', ['x', 'columns', 'axis'], { Tparams: { type: 'DT_FLOAT' } })],
    { columns: ints([3, 0, 3]), axis: ints(1) },
    [-4, 1, -4],
    [1, 0, 0, 2],
  ],
};

describe.each(BACKENDS)('a GraphModel with masks and indices, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.keys(CASES))('%s', async (name) => {
    const [nodes, weights, values, gradient] = CASES[name]!();
    const model = await loadGraphDef({
      nodes: [placeholder('x', [4]), ...nodes],
      weights: new Map(Object.entries(weights)),
      outputs: { latent: 'y' },
    });
    const encoder = graphEncoder(model);
    const x = tf.tensor2d([1, -2, 3, -4], [1, 4]);
    const { numTensors } = tf.memory();
    const trace = encoder.trace(x);
    const ones = tf.ones<tf.Rank.R2>([1, values.length]);
    const map = await trace.backward(ones);
    expect(Array.from(trace.latent.dataSync())).toEqual(values.map((value) => expect.closeTo(value, 6)));
    expect(Array.from(map.dataSync())).toEqual(gradient.map((value) => expect.closeTo(value, 6)));
    trace.dispose();
    tf.dispose([ones, map]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
