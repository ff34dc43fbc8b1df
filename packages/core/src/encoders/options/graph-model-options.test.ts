import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { bytes, graphModelOf, integers, loadGraphDef, placeholder } from '../../../../../test/graph-model.js';
import { conditionalGraph, expectFunction } from '../../../test/option-models.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import { graphEncoder } from '../graph-model/graph-encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

describe.each(BACKENDS)('the options of encoders of a GraphModel on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('start at a hidden node, which the model may reach from its inputs only through a lookup', async () => {
    const own = vaeEncoder();
    const model = await graphModelOf(layersEncoder(own).graph!, true);
    const whole = graphEncoder(model);
    const hidden = whole.graph!.nodes.find(({ operation }) => operation.kind === 'batchNormalization')!;
    const encoder = graphEncoder(model, { input: hidden.name });
    expect(encoder.inputShape).toEqual([5, 4, 6]);
    const x = random([2, 9, 8, 2]);
    const inside = model.execute({ [model.inputNodes[0]!]: x }, hidden.name) as tf.Tensor;
    await expectFunction(
      encoder,
      inside,
      (input) => model.execute({ [hidden.name]: input }, model.outputNodes[0]!) as tf.Tensor,
    );

    const two = await conditionalGraph();
    const packed = graphEncoder(two, { input: ['image', 'embedded'] });
    expect(packed.inputShape).toEqual([10]);
    const [image, embedded] = [random([3, 6]), random([3, 4], 2)];
    expectSame(
      packed.encode(tf.concat([image, embedded], 1)),
      two.execute({ image, embedded }, 'z') as tf.Tensor,
    );
    expect(() => graphEncoder(two)).toThrow(
      /is an input of type int32, and only float32 inputs can be explained; start after the lookup/,
    );
    expect(() => graphEncoder(two, { input: 'embeded' })).toThrow(/no input, layer or tensor "embeded"/);
    expect(() => graphEncoder(two, { input: ['image', 'shifted'] })).toThrow(
      /must name tensors of type float32; "shifted" has type int32/,
    );
    expect(() => graphEncoder(two, { input: 'embedded' })).toThrow(/also depends on input "image"/);
  });

  it.each([-1, 1])('have given whole numbers, with a batch of %s', async (batch) => {
    const model = await conditionalGraph(batch);
    const table = [0, 3, 1, 4];
    const predict = (x: tf.Tensor, labels: readonly number[]) =>
      tf.concat(
        tf
          .split(x, labels.length)
          .map(
            (image, i) =>
              model.execute({ image, label: tf.tensor1d([labels[i]!], 'int32') }, 'z') as tf.Tensor,
          ),
      );
    const x = random([4, 6]);
    const fixed = graphEncoder(model, { given: { label: 3 } });
    await expectFunction(fixed, x, (input) => predict(input, [3, 3, 3, 3]));
    const each = graphEncoder(model, { given: { label: ndarray(Float32Array.from(table), [4]) } });
    await expectFunction(each, x, (input) => predict(input, table));
    const part = each.slice!(1, 2);
    await expectFunction(part, tf.slice(x, [1, 0], [2, 6]), (input) => predict(input, table.slice(1, 3)));
    expect(() => graphEncoder(model, { given: { label: 1.5 } })).toThrow(
      'graphEncoder: given "label" must have whole numbers; it has 1.5.',
    );
  });

  it('normalise, give open shapes and flatten', async () => {
    const model = await loadGraphDef({
      nodes: [
        placeholder('x', [-1, -1, 2]),
        {
          name: 'conv',
          op: 'Conv2D',
          input: ['x', 'kernel'],
          attr: {
            T: { type: 'DT_FLOAT' },
            strides: integers([1, 2, 2, 1]),
            dilations: integers([1, 1, 1, 1]),
            padding: bytes('SAME'),
            data_format: bytes('NHWC'),
          },
        },
      ],
      weights: new Map([['kernel', random([3, 3, 2, 4], 3)]]),
      outputs: { output_0: 'conv' },
    });
    const options = {
      inputShape: [6, 5, 2],
      latent: 'flatten',
      normalise: { mean: [1, 2], std: [3, 4] },
    } as const;
    const encoder = graphEncoder(model, options);
    const x = random([2, 6, 5, 2]);
    await expectFunction(encoder, x, (input) => {
      const inside = tf.div(tf.sub(input, tf.tensor1d([1, 2])), tf.tensor1d([3, 4]));
      return tf.reshape(model.predict(inside) as tf.Tensor, [2, 36]);
    });
    expectSame(
      graphEncoder(model, { inputShape: { x: [6, 5, 2] }, latent: 'max' }).encode(x),
      tf.max(model.predict(x) as tf.Tensor, [1, 2]),
    );
    expect(() => graphEncoder(model, { inputShape: { y: [6, 5, 2] } })).toThrow(/no input "y"/);
    expect(() => graphEncoder(model, { inputShape: [6, 5, 2] })).toThrow(/pass \{ latent: 'flatten' \}/);
  });
});
