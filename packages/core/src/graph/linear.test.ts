import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { nodesOf } from '../../test/one-layer.js';
import { random } from '../../test/small-models.js';
import { isLinear, isRouting } from './linear.js';
import { forward, type Operation, vjp } from './operation.js';
import { DEVIATION_FORMS } from './operations/posterior-sample.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

const image = { inputShape: [4, 4, 3] };
const convolution = { filters: 2, kernelSize: 2, ...image };
const line = { inputShape: [4, 3] };

type Pair = [number, number];

/** Operations of every kind, by name, with the shapes of their inputs. */
function everyKind(): [string, Operation, number[][]][] {
  const ofLayers = [
    layers.conv2d(convolution),
    layers.conv1d({ filters: 2, kernelSize: 2, ...line }),
    layers.conv2dTranspose(convolution),
    layers.depthwiseConv2d({ kernelSize: 2, ...image } as object as { kernelSize: number }),
    layers.dense({ units: 3, ...line }),
    layers.batchNormalization(image as object),
    layers.layerNormalization(image as object),
    layers.maxPooling2d(image as object as { poolSize: number }),
    layers.averagePooling2d(image as object as { poolSize: number }),
    layers.globalMaxPooling2d(image as object as { dataFormat: 'channelsLast' }),
    layers.globalAveragePooling2d(image as object as { dataFormat: 'channelsLast' }),
    layers.upSampling2d(image as object),
    layers.upSampling2d({ interpolation: 'bilinear', ...image } as object),
    layers.zeroPadding2d(image),
    layers.cropping2D({
      cropping: [
        [1, 0],
        [0, 1],
      ],
      ...image,
    } as object as { cropping: number }),
    layers.permute({ dims: [2, 1], ...line }),
    layers.flatten(line),
    layers.activation({ activation: 'linear', ...line }),
    layers.activation({ activation: 'tanh', ...line }),
    layers.reLU(line),
    layers.repeatVector({ n: 2, inputShape: [3] }),
    layers.maxPooling3d({ inputShape: [2, 2, 2, 1] } as object as { poolSize: number }),
  ].map((layer): [string, Operation, number[][]] => {
    const shape = layer.batchInputShape.slice(1) as number[];
    return [layer.name, nodesOf(layer)[0]!.operation, [shape]];
  });
  const twice = [[4], [4]];
  const margin: [number, number] = [0, 1];
  const volume: { strides: [number, number, number]; padding: [Pair, Pair, Pair] } = {
    strides: [1, 2, 1],
    padding: [margin, margin, margin],
  };
  return [
    ...ofLayers,
    ...(['add', 'average', 'subtract', 'multiply', 'maximum', 'minimum'] as const).map(
      (kind): [string, Operation, number[][]] => [kind, { kind }, twice],
    ),
    ['resample', { kind: 'resample', axis: 1, matrix: random([4, 3], 2) }, [[4, 2]]],
    [
      'convolution3d',
      { kind: 'convolution3d', kernel: random([2, 2, 2, 1, 2], 3), ...volume },
      [[2, 3, 3, 1]],
    ],
    [
      'transposedConvolution3d',
      { kind: 'transposedConvolution3d', kernel: random([2, 2, 2, 2, 1], 3), ...volume },
      [[2, 2, 2, 1]],
    ],
    ...(['maxPool', 'averagePool'] as const).map((kind): [string, Operation, number[][]] => [
      `${kind} of volumes`,
      { kind, volume: true, size: [2, 2, 2], ...volume },
      [[2, 3, 3, 1]],
    ]),
    ['concatenate', { kind: 'concatenate', axis: -1 }, twice],
    ['slice', { kind: 'slice', start: 1, shape: [2] }, [[4]]],
    ['gather', { kind: 'gather', axis: 1, indices: [2, 0, 2] }, [[4]]],
    ['scatterAdd', { kind: 'scatterAdd', axis: 1, indices: [2, 0, 1, 4], length: 5 }, [[4]]],
    ['scatterAdd of two', { kind: 'scatterAdd', axis: 1, indices: [2, 0, 2, 4], length: 5 }, [[4]]],
    ['expand', { kind: 'expand', shape: [3, 4] }, [[4]]],
    ['tile', { kind: 'tile', repetitions: [2] }, [[4]]],
    ['cumulativeSum', { kind: 'cumulativeSum', axis: 1 }, [[4]]],
    ['topK', { kind: 'topK', output: 'values', k: 3, axis: 1 }, [[4]]],
    ['argMax', { kind: 'argMax', of: 'maximum', axis: 2 }, [[6, 9]]],
    ['comparison', { kind: 'comparison', comparison: 'less' }, twice],
    ...DEVIATION_FORMS.map((form): [string, Operation, number[][]] => [
      `posterior sample of ${form}`,
      { kind: 'posteriorSample', form, noise: random([1, 4], 5) },
      twice,
    ]),
  ];
}

const run = (operation: Operation, inputs: tf.Tensor[]) => tf.tidy(() => forward(operation, inputs));

describe('the known properties of operations', () => {
  it('only linear ones commute with sums of their inputs', () => {
    for (const [name, operation, shapes] of everyKind()) {
      const at = (seed: number) => shapes.map((shape, i) => random([2, ...shape], seed + i));
      const [x, y] = [at(1), at(11)];
      const zero = run(operation, x.map(tf.zerosLike));
      const change = (z: tf.Tensor[]) => tf.sub(run(operation, z), zero);
      const sum = x.map((a, i) => tf.add(a, y[i]!));
      const gap = tf.max(tf.abs(tf.sub(change(sum), tf.add(change(x), change(y))))).dataSync()[0]!;
      expect(gap < 1e-4, `${name}: ${gap}`).toBe(isLinear(operation));
    }
  });

  it('only routing ones copy: every output is at most one input, times 1', () => {
    for (const [name, operation, shapes] of everyKind().filter(([, operation]) => isLinear(operation))) {
      const inputs = shapes.map((shape) => random([1, ...shape]));
      const output = run(operation, inputs);
      const rows = Array.from({ length: output.size }, (_, i) => {
        const unit = tf.reshape(tf.oneHot(tf.tensor1d([i], 'int32'), output.size), output.shape);
        const shares = vjp(operation, { inputs, output }, tf.cast(unit, 'float32'));
        return shares.flatMap((share) => [...share.dataSync()]).filter((value) => value !== 0);
      });
      const copies = rows.every((row) => row.length <= 1 && row.every((value) => value === 1));
      // It is not known what a layer that runs as a whole computes inside.
      if (operation.kind !== 'layer') expect(copies, name).toBe(isRouting(operation));
    }
  });
});
