import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectRight, modelOf, nodesOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

type Pair = [number, number];
const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });
const pair = (most: number, least = 1) => fc.tuple(upTo(most, least), upTo(most, least));
const dataFormat = fc.constantFrom<'channelsLast' | 'channelsFirst'>('channelsLast', 'channelsFirst');
const runs = { numRuns: 25 };

function imageShape([height, width]: Pair, channels: number, format: string): number[] {
  return format === 'channelsFirst' ? [channels, height, width] : [height, width, channels];
}

describe('layers that move or pool the cells of an image', () => {
  it('zero padding, then cropping', () =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(pair(3, 0), pair(3, 0)),
        pair(4),
        upTo(2),
        dataFormat,
        async (margins, sides, channels, format) => {
          const shape = imageShape(sides, channels, format);
          const padding = layers.zeroPadding2d({ padding: margins, dataFormat: format, inputShape: shape });
          await expectRight(modelOf(padding), random([2, ...shape]), { linear: true });
          const [rows, columns] = margins;
          const larger = imageShape(
            [sides[0] + rows[0] + rows[1], sides[1] + columns[0] + columns[1]],
            channels,
            format,
          );
          const cropping = layers.cropping2D({ cropping: margins, dataFormat: format, inputShape: larger });
          await expectRight(modelOf(cropping), random([2, ...larger]), { linear: true });
        },
      ),
      runs,
    ));

  it.each(['nearest', 'bilinear'] as const)('upsampling, %s', (interpolation) =>
    fc.assert(
      fc.asyncProperty(pair(4), pair(4), upTo(2), dataFormat, async (size, sides, channels, format) => {
        const inputShape = imageShape(sides, channels, format);
        const layer = layers.upSampling2d({ size, interpolation, dataFormat: format, inputShape });
        await expectRight(modelOf(layer), random([2, ...inputShape]), { tape: false, linear: true });
      }),
      runs,
    ),
  );

  it('permutation', () =>
    fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([1, 2, 3], { minLength: 3 }), async (dims) => {
        const layer = layers.permute({ dims, inputShape: [2, 3, 4] });
        await expectRight(modelOf(layer), random([2, 2, 3, 4]), { linear: true });
      }),
      { numRuns: 10 },
    ));

  it('flattening, channels first', async () => {
    for (const inputShape of [
      [2, 3, 4],
      [2, 3],
      [2, 3, 4, 2],
    ]) {
      const layer = layers.flatten({ dataFormat: 'channelsFirst', inputShape });
      await expectRight(modelOf(layer), random([2, ...inputShape]), { linear: true });
      // The graph has no operation that could hide a nonlinearity, so methods with rules support it.
      expect(nodesOf(layer).map(({ operation }) => operation.kind)).toEqual(['permute', 'reshape']);
    }
  });

  it('pooling, of images and of lines', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ poolSize: pair(3), strides: pair(3), beyond: pair(4, 0), channels: upTo(2) }),
        fc.constantFrom<'same' | 'valid'>('same', 'valid'),
        dataFormat,
        async ({ poolSize, strides, beyond, channels }, padding, format) => {
          const sides: Pair = [poolSize[0] + beyond[0], poolSize[1] + beyond[1]];
          const image = { padding, poolSize, strides, dataFormat: format };
          const shape = imageShape(sides, channels, format);
          const line = {
            padding,
            poolSize: poolSize[0],
            strides: strides[0],
            inputShape: [sides[0], channels],
          };
          const [x, row] = [random([2, ...shape]), random([2, sides[0], channels])];
          const average = { tape: padding === 'valid', linear: true };
          await expectRight(modelOf(layers.maxPooling2d({ ...image, inputShape: shape })), x);
          await expectRight(modelOf(layers.averagePooling2d({ ...image, inputShape: shape })), x, average);
          await expectRight(modelOf(layers.maxPooling1d(line)), row);
          await expectRight(modelOf(layers.averagePooling1d(line)), row, average);
        },
      ),
      runs,
    ));

  it('global pooling', async () => {
    for (const dataFormat of ['channelsLast', 'channelsFirst'] as const) {
      const image = { dataFormat, inputShape: [4, 3, 5] };
      const x = random([2, 4, 3, 5]);
      await expectRight(modelOf(layers.globalMaxPooling2d(image)), x);
      await expectRight(modelOf(layers.globalAveragePooling2d(image)), x, { linear: true });
    }
    await expectRight(modelOf(layers.globalMaxPooling1d({ inputShape: [1, 3] })), random([2, 1, 3]));
    const row = random([2, 4, 3]);
    await expectRight(modelOf(layers.globalMaxPooling1d({ inputShape: [4, 3] })), row);
    await expectRight(modelOf(layers.globalAveragePooling1d({ inputShape: [4, 3] })), row, { linear: true });
  });

  it('global max pooling passes the cotangent to the first of equal maxima, also on wasm', async () => {
    const model = modelOf(layers.globalMaxPooling2d({ inputShape: [2, 2, 2] } as object));
    const x = tf.tensor4d([0, 1, 0, 3, 0, 3, 0, 2], [1, 2, 2, 2]);
    for (const backend of ['wasm', 'cpu'] as const) {
      await useBackend(backend);
      const gradient = await layersEncoder(model)
        .trace(x)
        .backward(tf.tensor2d([[5, 7]]));
      expect([...gradient.dataSync()]).toEqual([5, 0, 0, 7, 0, 0, 0, 0]);
    }
  });
});
