import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectRight, modelOf, nodesOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

describe('a layer that no kind describes', () => {
  it('is separated from its activation, and is not changed itself', async () => {
    const layer = layers.conv3d({
      filters: 2,
      kernelSize: 2,
      activation: 'relu',
      name: 'c',
      inputShape: [3, 3, 3, 1],
    });
    const before = { ...layer };
    const model = modelOf(layer);
    expect(nodesOf(layer)).toMatchObject([
      { name: 'c', operation: { kind: 'layer', hidesNonlinearity: false, linear: true } },
      { name: 'c/relu', operation: { kind: 'activation', activation: 'relu' } },
    ]);
    const x = random([2, 3, 3, 3, 1]);
    const trace = layersEncoder(model).trace(x);
    const cotangent = random(trace.latent.shape, 2) as tf.Tensor2D;
    const gradient = await trace.backward(cotangent);
    const predict = (z: tf.Tensor) => model.apply(z) as tf.Tensor;
    expect(trace.latent.dataSync()).toEqual(predict(x).dataSync());
    const difference = tf.sub(gradient, tf.grad(predict)(x, cotangent));
    expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-5);
    expect(Object.keys(layer).filter((key) => !Object.hasOwn(before, key))).toEqual([]);
    expect((layer as unknown as { activation: unknown }).activation).toBe(
      (before as unknown as { activation: unknown }).activation,
    );
  });

  it('records whether it may hide a nonlinearity, and whether it is known to be linear', () => {
    class Unnamed extends (layers.averagePooling3d({}).constructor as new (
      args: object,
    ) => tfl.layers.Layer) {}
    const plain = { recurrentInitializer: 'zeros' as const, inputShape: [3, 2] };
    const cases: [tfl.layers.Layer, boolean, boolean][] = [
      [layers.averagePooling3d({ inputShape: [2, 2, 2, 1] } as object), false, true],
      [layers.repeatVector({ n: 2, inputShape: [3] }), false, true],
      [layers.maxPooling3d({ inputShape: [2, 2, 2, 1] } as object), false, false],
      [layers.softmax({ axis: [1, 2], inputShape: [2, 2] } as object), false, false],
      [layers.lstm({ units: 2, ...plain }), true, false],
      [layers.timeDistributed({ layer: layers.reLU(), inputShape: [3, 2] }), true, false],
      [new Unnamed({ inputShape: [2, 2, 2, 1] }), true, false],
    ];
    for (const [layer, hidesNonlinearity, linear] of cases) {
      expect(nodesOf(layer)[0]!.operation).toMatchObject({ kind: 'layer', hidesNonlinearity, linear });
    }
  });

  it('is differentiated by tfjs', async () => {
    const recurrent = layers.gru({ units: 2, recurrentInitializer: 'zeros', inputShape: [4, 3] });
    await expectRight(modelOf(recurrent), random([2, 4, 3]));
    const pooling = layers.maxPooling3d({ poolSize: 2, inputShape: [4, 4, 2, 1] } as object);
    // For numbers below 0, the maximum of tfjs-wasm's `maxPool3d` is 0.
    await expectRight(modelOf(pooling), tf.abs(random([2, 4, 4, 2, 1])));
    const separable = layers.separableConv2d({
      filters: 2,
      kernelSize: 2,
      dataFormat: 'channelsFirst',
      activation: 'relu',
      inputShape: [2, 3, 3],
    });
    expect(nodesOf(separable).map((node) => node.operation.kind)).toEqual(['layer', 'activation']);
  });
});
