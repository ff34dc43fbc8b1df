import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from './layers-encoder.js';

type Symbolic = tfl.SymbolicTensor;
const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

const SPELLINGS: Record<string, (x: Symbolic) => Symbolic> = {
  swish: (x) =>
    layers
      .multiply()
      .apply([x, layers.activation({ activation: 'sigmoid' }).apply(x) as Symbolic]) as Symbolic,
  mish: (x) => {
    const softplus = layers.activation({ activation: 'softplus' }).apply(x) as Symbolic;
    const gate = layers.activation({ activation: 'tanh' }).apply(softplus) as Symbolic;
    return layers.multiply().apply([gate, x]) as Symbolic;
  },
};

it.each(Object.entries(SPELLINGS))('%s, spelled by layers that merge', async (name, spell) => {
  const input = tfl.input({ shape: [4] });
  const hidden = layers.dense({ units: 5 }).apply(input) as Symbolic;
  const output = layers.dense({ units: 3 }).apply(spell(hidden)) as Symbolic;
  const model = tfl.model({ inputs: input, outputs: output });
  const encoder = layersEncoder(model);
  const names = encoder.graph!.nodes.map(({ operation }) =>
    operation.kind === 'activation' ? operation.activation : operation.kind,
  );
  expect(names).toEqual(['input', 'dense', name, 'dense']);
  const x = random([3, 4], 1);
  const cotangent = random([3, 3], 2) as tf.Tensor2D;
  const gradient = await encoder.trace(x).backward(cotangent);
  const expected = tf.grad((inputs: tf.Tensor) =>
    tf.sum(tf.mul(model.predict(inputs) as tf.Tensor, cotangent)),
  )(x);
  expect(Array.from(gradient.dataSync())).toEqual(
    Array.from(expected.dataSync(), (value) => expect.closeTo(value, 5)),
  );
});

it('a sum of a tensor and its activation stays a sum', () => {
  const input = tfl.input({ shape: [4] });
  const relu = layers.reLU().apply(input) as Symbolic;
  const model = tfl.model({ inputs: input, outputs: layers.add().apply([input, relu]) as Symbolic });
  expect(layersEncoder(model).graph!.nodes.map(({ operation }) => operation.kind)).toEqual([
    'input',
    'activation',
    'add',
  ]);
});
