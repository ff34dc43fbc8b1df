import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { apply, expectFunction } from '../../../test/option-models.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

describe.each(BACKENDS)('the option inputShape of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('gives a fully convolutional model its shape', async () => {
    const input = tfl.input({ shape: [null, null, 2] });
    const conv = layers.conv2d({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'relu',
    });
    const model = tfl.model({
      inputs: input,
      outputs: layers.globalAveragePooling2d({}).apply(conv.apply(input)) as Symbolic,
    });
    const encoder = layersEncoder(model, { inputShape: [7, 6, 2] });
    await expectFunction(encoder, random([2, 7, 6, 2]), (x) => apply(model, x));
    expect(encoder.graph!.nodes.map(({ outputShape }) => outputShape)).toEqual([
      [7, 6, 2],
      [4, 3, 4],
      [4, 3, 4],
      [4],
    ]);
    const spatial = tfl.model({ inputs: input, outputs: conv.apply(input) as Symbolic });
    await expectFunction(
      layersEncoder(spatial, { inputShape: [7, 6, 2], latent: 'flatten' }),
      random([2, 7, 6, 2]),
      (x) => tf.reshape(apply(spatial, x), [2, 48]),
    );
    expect(() => layersEncoder(model)).toThrow(
      /the input shape must be fixed; input .* has \[any,any,2\]; pass it/,
    );
    expect(() => layersEncoder(spatial, { latent: 'flatten' })).toThrow(
      /pass the shape of the input with \{ inputShape \}/,
    );
    expect(() => layersEncoder(model, { inputShape: [7, 6, 3] })).toThrow(
      /inputShape must fit input .* of shape \[any,any,2\]; got \[7,6,3\]/,
    );
    expect(() => layersEncoder(model, { inputShape: [0, 6, 2] })).toThrow(/positive whole numbers/);
    expect(() => layersEncoder(model, { inputShape: { other: [7, 6, 2] } })).toThrow(/no input "other"/);
  });
});
