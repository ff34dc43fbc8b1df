import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { functionEncoder } from './function/function-encoder.js';
import { layersEncoder } from './layers-model/layers-encoder.js';

beforeAll(() => useBackend('cpu'));
const { layers } = tfl;

/** A model whose input of a shape goes through layers and ends in a dense layer. */
function model(shape: number[], ...inner: (tfl.layers.Layer | false)[]): tfl.LayersModel {
  const found = tfl.sequential();
  found.add(layers.inputLayer({ inputShape: shape }));
  for (const layer of inner) if (layer) found.add(layer);
  found.add(layers.flatten());
  found.add(layers.dense({ units: 2 }));
  return found;
}
const conv = (dataFormat?: 'channelsFirst') =>
  layers.conv2d({ filters: 2, kernelSize: 3, ...(dataFormat && { dataFormat }) });
const permute = (...dims: number[]) => layers.permute({ dims });

describe('the layout of an encoder', () => {
  it.each<[string, () => tfl.LayersModel, string | undefined]>([
    ['a convolution', () => model([8, 6, 3], conv()), 'channelsLast'],
    ['a convolution of channels first', () => model([3, 8, 6], conv('channelsFirst')), 'channelsFirst'],
    ['pooling', () => model([8, 6, 3], layers.maxPooling2d({ poolSize: 2 })), 'channelsLast'],
    [
      'pooling of channels first after an activation and padding',
      () =>
        model(
          [3, 8, 6],
          layers.reLU(),
          layers.zeroPadding2d({ dataFormat: 'channelsFirst' }),
          layers.averagePooling2d({ poolSize: 2, dataFormat: 'channelsFirst' }),
        ),
      'channelsFirst',
    ],
    [
      'a transposition before a convolution',
      () => model([3, 8, 6], permute(2, 3, 1), conv()),
      'channelsFirst',
    ],
    [
      'a transposition with the axes swapped',
      () => model([3, 8, 6], permute(3, 2, 1), conv()),
      'channelsFirst',
    ],
    [
      'two transpositions that cancel',
      () => model([8, 6, 3], permute(3, 1, 2), permute(2, 3, 1), conv()),
      'channelsLast',
    ],
    [
      'batch normalization, then a convolution',
      () => model([8, 6, 3], layers.batchNormalization(), conv()),
      'channelsLast',
    ],
    ['only dense layers', () => model([8, 6, 3]), undefined],
    [
      'a transposition of rows and channels',
      () => model([8, 6, 3], permute(2, 1, 3), conv()),
      'channelsLast',
    ],
    [
      'a reshape before the convolution',
      () => model([8, 6, 3], layers.reshape({ targetShape: [6, 8, 3] }), conv()),
      undefined,
    ],
    ['inputs that are not images', () => model([8, 3]), undefined],
  ])('is told by %s', (_, of, expected) => {
    const encoder = layersEncoder(of());
    expect(encoder.layout).toBe(expected);
    expect('layout' in encoder).toBe(expected !== undefined);
  });

  it('is unknown if two branches disagree', () => {
    const input = tfl.input({ shape: [3, 8, 6] });
    const flat = (x: unknown) => layers.flatten().apply(x as tfl.SymbolicTensor);
    const [first, last] = [
      conv('channelsFirst').apply(input),
      conv().apply(layers.zeroPadding2d().apply(input)),
    ];
    const joined = layers.concatenate().apply([flat(first), flat(last)] as tfl.SymbolicTensor[]);
    const latent = layers.dense({ units: 2 }).apply(joined) as tfl.SymbolicTensor;
    expect(layersEncoder(tfl.model({ inputs: input, outputs: latent })).layout).toBeUndefined();
  });

  it('can be given', () => {
    const layout = 'channelsFirst';
    expect(layersEncoder(model([8, 6, 3], conv()), { layout }).layout).toBe(layout);
    expect(layersEncoder(model([3, 8, 6]), { layout }).layout).toBe(layout);
    const sums = (x: tf.Tensor) => tf.sum(x, [2, 3]);
    expect(functionEncoder(sums, { inputShape: [3, 8, 6], layout }).layout).toBe(layout);
    expect(functionEncoder(sums, { inputShape: [3, 8, 6] }).layout).toBeUndefined();
  });

  it('is rejected for other inputs, and if it is unknown', () => {
    expect(() => layersEncoder(model([8, 3]), { layout: 'channelsLast' })).toThrow(
      'layersEncoder: layout is for images with three axes; the inputs have shape [8, 3]; leave it out.',
    );
    expect(() =>
      functionEncoder((x) => tf.sum(x, [2, 3]), { inputShape: [3, 8, 6], layout: 'NCHW' as never }),
    ).toThrow(/^functionEncoder: layout must be /);
  });
});
