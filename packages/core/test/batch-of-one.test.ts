import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { graphModelOf, loadGraphDef, type NodeDef, placeholder } from '../../../test/graph-model.js';
import { conceptVector } from '../src/concepts/concept-vector.js';
import { decoderOf } from '../src/decoders/decoder-of.js';
import { graphDecoder } from '../src/decoders/graph-decoder.js';
import { layersDecoder } from '../src/decoders/layers-decoder.js';
import type { TfjsEncoder } from '../src/encoders/encoder.js';
import { functionEncoder } from '../src/encoders/function/function-encoder.js';
import { graphEncoder } from '../src/encoders/graph-model/graph-encoder.js';
import { layersEncoder } from '../src/encoders/layers-model/layers-encoder.js';
import { explain } from '../src/explain/explain.js';
import { gradientBy } from './plain-gradient.js';
import { expectSame, random, vaeEncoder } from './small-models.js';

const float = { T: { type: 'DT_FLOAT' } };
const node = (name: string, op: string, input: string[], attr: Record<string, unknown> = {}): NodeDef => ({
  name,
  op,
  input,
  attr: { ...float, ...attr },
});
const matMul = { transpose_a: { b: false }, transpose_b: { b: false } };

/** Loses the batch axis in between, as converters write models for one sample, and multiplies by constants of full shapes. */
function withoutBatchAxis() {
  const weights = new Map<string, tf.Tensor>([
    ['flat', tf.tensor1d([12], 'int32')],
    ['rows', tf.tensor1d([1, 12], 'int32')],
    ['turned', tf.tensor1d([3, 4], 'int32')],
    ['order', tf.tensor1d([1, 0], 'int32')],
    ['scale', random([12], 3)],
    ['offset', random([4, 3], 4)],
    ['w', random([12, 5], 5)],
  ]);
  const nodes = [
    placeholder('x', [3, 4], 1),
    node('vector', 'Reshape', ['x', 'flat']),
    node('scaled', 'Mul', ['vector', 'scale']),
    node('active', 'Relu', ['scaled']),
    node('matrix', 'Reshape', ['active', 'turned']),
    node('transposed', 'Transpose', ['matrix', 'order']),
    node('added', 'Add', ['transposed', 'offset']),
    node('wave', 'Sin', ['added']),
    node('row', 'Reshape', ['wave', 'rows']),
    node('dense', 'MatMul', ['row', 'w'], matMul),
    node('z', 'Tanh', ['dense']),
  ];
  const call = (x: tf.Tensor) => {
    const get = (name: string) => weights.get(name)!;
    const matrix = tf.reshape(tf.relu(tf.mul(tf.reshape(x, [-1, 12]), get('scale'))), [-1, 3, 4]);
    const added = tf.add(tf.transpose(matrix, [0, 2, 1]), get('offset'));
    return tf.tanh(tf.matMul(tf.reshape(tf.sin(added), [-1, 12]) as tf.Tensor2D, get('w') as tf.Tensor2D));
  };
  return { model: loadGraphDef({ nodes, weights, outputs: { z: 'z' } }), call };
}

/** A layer that only works on one sample. */
class OfOneSample extends tfl.layers.Layer {
  static className = 'OfOneSample';
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    const [x] = [inputs].flat() as [tf.Tensor];
    return tf.tidy(() => tf.reshape(tf.sin(tf.reshape(x, [this.units])), [1, this.units]));
  }
  override computeOutputShape = () => [1, this.units];
  constructor(readonly units: number) {
    super({});
  }
}

const pairs: Record<string, () => Promise<[TfjsEncoder, TfjsEncoder]>> = {
  'a GraphModel that loses the batch axis': async () => {
    const { model, call } = withoutBatchAxis();
    return [graphEncoder(await model), functionEncoder(call, { inputShape: [3, 4] })];
  },
  'a converted VAE': async () => {
    const free = layersEncoder(vaeEncoder());
    return [graphEncoder(await graphModelOf(free.graph!, true, 1)), free];
  },
  'a converted VAE with a node per operation': async () => {
    const free = layersEncoder(vaeEncoder());
    return [graphEncoder(await graphModelOf(free.graph!, false, 1)), free];
  },
  'a LayersModel': async () => {
    const kernelInitializer = tfl.initializers.glorotNormal({ seed: 1 });
    const layers = (first: object) => [
      tfl.layers.simpleRNN({
        units: 6,
        kernelInitializer,
        recurrentInitializer: kernelInitializer,
        ...first,
      }),
      tfl.layers.dense({ units: 3, kernelInitializer, activation: 'relu' }),
    ];
    const of = (first: object) => layersEncoder(tfl.sequential({ layers: layers(first) }));
    return [of({ batchInputShape: [1, 5, 2] }), of({ inputShape: [5, 2] })];
  },
  'a LayersModel with a layer that only works on one sample': async () => {
    const dense = () =>
      tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.glorotNormal({ seed: 2 }) });
    const input = tfl.input({ batchShape: [1, 4] });
    const output = dense().apply(new OfOneSample(4).apply(input)) as tfl.SymbolicTensor;
    const free = layersEncoder(
      tfl.sequential({ layers: [tfl.layers.inputLayer({ inputShape: [4] }), dense()] }),
    );
    const kernel = (free.graph!.nodes.at(-1)!.operation as { kernel: tf.Tensor2D }).kernel;
    const call = (x: tf.Tensor) => tf.matMul(tf.sin(x) as tf.Tensor2D, kernel);
    return [
      layersEncoder(tfl.model({ inputs: input, outputs: output })),
      functionEncoder(call, { inputShape: [4] }),
    ];
  },
};

describe.each(BACKENDS)('a model with a batch of 1, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.keys(pairs))('%s gives the latents and gradients of any batch', async (name) => {
    const [single, free] = await pairs[name]!();
    const x = random([3, ...free.inputShape], 7);
    const cotangent = random([3, free.latentSize], 8) as tf.Tensor2D;
    const { numTensors } = tf.memory();
    expectSame(single.encode(x), free.encode(x));
    const [trace, expected] = [single.trace(x), free.trace(x)];
    expectSame(await trace.backward(cotangent), await expected.backward(cotangent));
    trace.dispose();
    expected.dispose();
    // The two latents and the two gradients.
    expect(tf.memory().numTensors).toBe(numTensors + 4);
  });

  it.each(Object.keys(pairs))('%s gives the same explanations for every batch size', async (name) => {
    const [single, free] = await pairs[name]!();
    const x = random([3, ...free.inputShape], 7);
    const concepts = [1, 2].map((k) =>
      conceptVector(
        `${k}`,
        Array.from({ length: free.latentSize }, (_, i) => Math.sin(k + i)),
      ),
    );
    const expected = await explain(free, concepts, x, gradientBy());
    for (const batchSize of [1, 2, 8]) {
      const found = await explain(single, concepts, x, gradientBy(), { batchSize });
      for (const [k, { maps, scores }] of found.entries()) {
        expectSame(tf.tensor(maps.data, maps.shape), tf.tensor(expected[k]!.maps.data, maps.shape));
        expectSame(tf.tensor(scores.data), tf.tensor(expected[k]!.scores.data));
      }
    }
  });

  it('that is a decoder decodes any batch', async () => {
    const { model, call } = withoutBatchAxis();
    const graph = await model;
    const image = (x: tf.Tensor) => tf.reshape(x, [-1, 3, 4]);
    const latents = random([3, 12], 9) as tf.Tensor2D;
    const inner = { inputs: graph.inputs, predict: (x: tf.Tensor) => graph.predict(image(x)) };
    expectSame(await decoderOf(inner).decode(latents), call(image(latents)));
    const weights = new Map<string, tf.Tensor>([
      ['flat', tf.tensor1d([4], 'int32')],
      ['rows', tf.tensor1d([1, 4], 'int32')],
    ]);
    const nodes = [
      placeholder('x', [4], 1),
      node('vector', 'Reshape', ['x', 'flat']),
      node('wave', 'Sin', ['vector']),
      node('z', 'Reshape', ['wave', 'rows']),
    ];
    const decoder = graphDecoder(await loadGraphDef({ nodes, weights, outputs: { z: 'z' } }));
    const four = random([3, 4], 9) as tf.Tensor2D;
    const { numTensors } = tf.memory();
    const decoded = decoder.decode(four);
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    expectSame(decoded, tf.sin(four));
    const input = tfl.input({ batchShape: [1, 4] });
    const output = new OfOneSample(4).apply(input) as tfl.SymbolicTensor;
    expectSame(layersDecoder(tfl.model({ inputs: input, outputs: output })).decode(four), tf.sin(four));
  });
});
