import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { apply, conditional, expectFunction } from '../../../test/option-models.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import type { EncoderOptions } from '../encoder-options.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';
import { packInputs, unpackMaps } from '../pack-inputs.js';

type Symbolic = tfl.SymbolicTensor;

describe.each(BACKENDS)('the option input of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('starts at a hidden layer', async () => {
    const model = vaeEncoder();
    const norm = model.layers.find((layer) => layer.getClassName() === 'BatchNormalization')!;
    const encoder = layersEncoder(model, { input: norm.name });
    const part = tfl.input({ shape: encoder.inputShape as number[] });
    const after = model.layers
      .slice(model.layers.indexOf(norm) + 1)
      .filter(({ name }) => name !== 'z_log_var');
    const f = (x: tf.Tensor) =>
      after.reduce((h, layer) => layer.apply(h, { training: false }) as tf.Tensor, x);
    expect(part.shape.slice(1)).toEqual([5, 4, 6]);
    await expectFunction(encoder, random([3, 5, 4, 6]), f);
    const before = layersEncoder(model, { output: 'z_mean' });
    const x = random([2, 9, 8, 2]);
    const hidden = tfl.model({ inputs: model.inputs, outputs: norm.output as Symbolic });
    expectSame(encoder.encode(apply(hidden, x)), before.encode(x));
  });

  it("starts at an Embedding's output, with another input next to it", async () => {
    const model = conditional();
    const encoder = layersEncoder(model, { output: 'z', input: ['image', 'embedded'] });
    const [image, label] = [random([2, 3, 2]), tf.tensor2d([[1], [4]])];
    const embedded = model.getLayer('embedded').apply(label) as tf.Tensor;
    const packed = packInputs(encoder, {
      image: ndarray((await image.data()) as Float32Array, [2, 3, 2]),
      embedded: ndarray((await embedded.data()) as Float32Array, embedded.shape),
    });
    const x = tf.tensor(packed.data, packed.shape);
    expectSame(encoder.encode(x), apply(model, [image, label]));
    const trace = encoder.trace(x);
    const maps = await trace.backward(tf.ones([2, 3]));
    expect(
      Object.keys(unpackMaps(encoder, ndarray((await maps.data()) as Float32Array, maps.shape))),
    ).toEqual(['image', 'embedded']);
    trace.dispose();
  });

  it('refuses unknown names, and tensors through which not everything goes', () => {
    const encoder = (input: EncoderOptions['input']) => () =>
      layersEncoder(conditional(), { output: 'z', input });
    expect(encoder('embeded')).toThrow(
      /the model has no input, layer or tensor "embeded"; did you mean|valid names/,
    );
    expect(encoder('embedded')).toThrow(
      /must depend on the model's inputs only through "embedded"; it also depends on input "image"/,
    );
    expect(encoder(['image', 'embedded', 'z_log_var'])).toThrow(/does not depend on "z_log_var"/);
    expect(encoder([])).toThrow(/input must be the name of a layer or tensor/);
    expect(encoder(['image', 'image'])).toThrow(/several different names/);
  });
});
