import { layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { exportEncoder, onnxEncoder } from '../src/index.js';
import { relativeError } from './recorded.js';

/** The kinds of a model's nodes before it is written as ONNX and after it is read back; expects the same latents. */
async function kindsBeforeAndAfter(model: LayersModel): Promise<{ before: string[]; after: string[] }> {
  const encoder = layersEncoder(model);
  const { graph, inputShape } = encoder;
  if (graph === undefined) throw new Error('no graph');
  const read = await onnxEncoder(await exportEncoder(encoder));
  const kinds = (nodes: typeof graph.nodes) => nodes.map(({ operation: { kind } }) => kind);
  const x = tf.randomNormal([3, ...inputShape], 0, 1, 'float32', 1);
  const [own, again] = [encoder.encode(x), await read.encode(x)];
  expect(relativeError(await again.data(), await own.data())).toBeLessThan(2e-6);
  tf.dispose([x, own, again]);
  const result = { before: kinds(graph.nodes), after: kinds(read.graph?.nodes ?? []) };
  read.dispose();
  model.dispose();
  return result;
}

describe('a written encoder is read back as nodes of the same kinds', () => {
  beforeAll(() => useBackend('cpu'));

  it('an encoder of images', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [12, 10, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.averagePooling2d({ poolSize: 2 }),
        layers.zeroPadding2d({ padding: [1, 0] }),
        layers.conv2d({ filters: 6, kernelSize: 2 }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 4 }),
      ],
    });
    const { before, after } = await kindsBeforeAndAfter(model);
    // The reader merges the padding into the convolution that follows.
    expect(after).toEqual(before.filter((kind) => kind !== 'padding'));
  });

  it('an encoder of sequences', async () => {
    const model = sequential({
      layers: [
        layers.conv1d({ inputShape: [12, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.reLU(),
        layers.maxPooling1d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 4 }),
      ],
    });
    const { before, after } = await kindsBeforeAndAfter(model);
    // The reader makes images of height 1 of sequences.
    const ofImage = before.map((kind) => (kind === 'convolution1d' ? 'convolution' : kind));
    expect(after.filter((kind) => kind !== 'reshape')).toEqual(ofImage.filter((kind) => kind !== 'reshape'));
  });

  it('an encoder of flattened images', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        layers.upSampling2d({ size: [2, 2] }),
        layers.cropping2D({
          cropping: [
            [1, 1],
            [2, 0],
          ],
        }),
        layers.permute({ dims: [2, 1, 3] }),
        layers.flatten(),
        layers.dense({ units: 4 }),
      ],
    });
    const { before, after } = await kindsBeforeAndAfter(model);
    // The reader crops one axis at a time.
    const each = before.flatMap((kind) => (kind === 'cropping' ? [kind, kind] : [kind]));
    expect(after).toEqual(each);
  });
});
