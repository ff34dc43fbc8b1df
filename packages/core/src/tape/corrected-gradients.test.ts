import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { bytes, integers, loadGraphDef, placeholder } from '../../../../test/graph-model.js';
import { random } from '../../test/small-models.js';
import { functionEncoder } from '../encoders/function/function-encoder.js';
import { graphEncoder } from '../encoders/graph-model/graph-encoder.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';

const { maxPool, avgPool, mirrorPad, image } = tf;
type Image = tf.Tensor4D;

const LINEAR: [string, number[], (x: tf.Tensor) => tf.Tensor][] = [
  ['average pooling that pads by a number', [5, 4, 2], (x) => avgPool(x as Image, 3, 1, 1)],
  ['average pooling whose windows leave cells over', [6, 5, 1], (x) => avgPool(x as Image, 2, 3, 1, 'floor')],
  ['reflected edges', [4, 5, 2], (x) => pad(x, 'reflect')],
  ['mirrored edges', [4, 5, 2], (x) => pad(x, 'symmetric')],
  ['nearest neighbours', [4, 3, 2], (x) => image.resizeNearestNeighbor(x as Image, [7, 5])],
  [
    'nearest neighbours, half pixels',
    [4, 3, 2],
    (x) => image.resizeNearestNeighbor(x as Image, [8, 9], false, true),
  ],
  ['bilinear', [4, 3, 2], (x) => image.resizeBilinear(x as Image, [7, 5])],
  ['bilinear, aligned corners', [4, 3, 2], (x) => image.resizeBilinear(x as Image, [7, 5], true)],
  ['bilinear, half pixels', [4, 4, 2], (x) => image.resizeBilinear(x as Image, [9, 9], false, true)],
];

function pad(x: tf.Tensor, mode: 'reflect' | 'symmetric'): tf.Tensor {
  return mirrorPad(
    x,
    [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ],
    mode,
  );
}

const flat = (x: tf.Tensor) => tf.reshape(x, [x.shape[0]!, -1]);
const dot = (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => tf.sum(tf.mul(flat(a), flat(b))).dataSync()[0]!);

describe.each(BACKENDS)('gradients that are wrong in tfjs, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(LINEAR)('%s: the transpose of a linear function', async (_, inputShape, linear) => {
    const encoder = functionEncoder((x) => flat(linear(x)), { inputShape });
    const [x, u] = [random([2, ...inputShape], 1), random([2, ...inputShape], 2)];
    const cotangent = random([2, encoder.latentSize], 3) as tf.Tensor2D;
    const gradient = await encoder.trace(x).backward(cotangent);
    const expected = dot(cotangent, linear(u));
    expect(Math.abs(dot(gradient, u) - expected)).toBeLessThan(
      1e-5 * dot(tf.abs(cotangent), tf.abs(linear(u))),
    );
  });

  it.each<[string, number, number]>([
    ['no padding', 2, 0],
    ['padding', 3, 1],
  ])(
    'max pooling padded by a number, %s: a difference quotient between its kinks',
    async (_, size, padding) => {
      const pool = (x: tf.Tensor) => flat(maxPool(x as Image, size, 1, padding));
      const encoder = functionEncoder(pool, { inputShape: [5, 5, 1] });
      // Distinct integers: changes of less than a half do not change which element is a window's maximum.
      const x = tf.tensor4d(
        Array.from({ length: 25 }, (_, i) => (i * 7) % 25),
        [1, 5, 5, 1],
      );
      const u = tf.mul(tf.tanh(random([1, 5, 5, 1], 4)), 0.4);
      const cotangent = random([1, encoder.latentSize], 5) as tf.Tensor2D;
      const gradient = await encoder.trace(x).backward(cotangent);
      const expected = dot(cotangent, tf.sub(pool(tf.add(x, u)), pool(x)));
      expect(Math.abs(dot(gradient, u) - expected)).toBeLessThan(1e-4);
    },
  );

  it('are correct in a layer that runs as a whole', async () => {
    const pooling = () => tfl.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' });
    const model = (layers: tfl.layers.Layer[]) =>
      layersEncoder(tfl.sequential({ layers: [...layers, tfl.layers.flatten()] }));
    const inTime = model([tfl.layers.timeDistributed({ layer: pooling(), inputShape: [2, 5, 4, 1] })]);
    const plain = model([
      tfl.layers.permute({ dims: [2, 3, 1], inputShape: [2, 5, 4] }),
      pooling(),
      tfl.layers.permute({ dims: [3, 1, 2] }),
    ]);
    const x = random([3, 2, 5, 4]);
    const cotangent = random([3, plain.latentSize], 2) as tf.Tensor2D;
    const [a, b] = [inTime.trace(tf.expandDims(x, -1)), plain.trace(x)];
    const found = await a.backward(cotangent);
    const expected = await b.backward(cotangent);
    expect(dot(tf.abs(tf.sub(flat(found), flat(expected))), tf.onesLike(flat(found)))).toBeLessThan(1e-4);
  });

  it('are correct in a node that runs as a whole', async () => {
    const margins = tf.tensor2d([0, 0, 1, 2, 2, 0, 0, 0], [4, 2], 'int32');
    const model = await loadGraphDef({
      nodes: [
        placeholder('x', [4, 3, 1]),
        {
          name: 'mirror',
          op: 'MirrorPad',
          input: ['x', 'margins'],
          attr: { mode: bytes('REFLECT'), T: { type: 'DT_FLOAT' } },
        },
        {
          name: 'z',
          op: 'Reshape',
          input: ['mirror', 'shape'],
          attr: { T: { type: 'DT_FLOAT' }, axes: integers([]) },
        },
      ],
      weights: new Map<string, tf.Tensor>([
        ['margins', margins],
        ['shape', tf.tensor1d([-1, 35], 'int32')],
      ]),
      outputs: { z: 'z' },
    });
    const encoder = graphEncoder(model);
    const x = random([2, 4, 3, 1]);
    const [u, cotangent] = [random([2, 4, 3, 1], 2), random([2, 35], 3) as tf.Tensor2D];
    const gradient = await encoder.trace(x).backward(cotangent);
    expect(dot(gradient, u)).toBeCloseTo(dot(cotangent, encoder.encode(u)), 4);
  });
});

describe('kernels without a correct gradient', () => {
  beforeAll(() => useBackend('cpu'));

  it.each<[string, number[], (x: tf.Tensor) => tf.Tensor, RegExp]>([
    [
      'average pooling of volumes',
      [3, 3, 3, 1],
      (x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'same'),
      /^trace: tfjs' gradient of kernel "AvgPool3D" is wrong where it pads\.$/,
    ],
    [
      'a dilated convolution',
      [5, 5, 1],
      (x) => tf.conv2d(x as Image, tf.ones([2, 2, 1, 1]), 1, 'same', 'NHWC', 2),
      /^trace: tfjs' gradient of kernel "Conv2D" ignores dilations\.$/,
    ],
    [
      'a slice with strides that removes an axis',
      [5, 2],
      (x) => tf.stridedSlice(x, [0, 0, 1], [x.shape[0]!, 5, 2], [1, 2, 1], 0, 0, 0, 0, 4),
      /^trace: tfjs takes the wrong values from a slice that has strides and removes an axis; slice twice instead\.$/,
    ],
  ])('%s is rejected before the work, without a leak', (_, inputShape, call, message) => {
    const before = tf.memory().numTensors;
    const encoder = functionEncoder((x) => flat(call(x)), { inputShape });
    const x = random([2, ...inputShape]);
    expect(() => encoder.trace(x)).toThrow(message);
    expect(tf.getGradient('Conv2D')).toBeDefined();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
