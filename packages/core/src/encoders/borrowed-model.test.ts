import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { graphModelOf, loadGraphDef, type NodeDef, placeholder } from '../../../../test/graph-model.js';
import { gradientBy } from '../../test/plain-gradient.js';
import { expectSame, random, vaeEncoder } from '../../test/small-models.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { encode } from '../encode/encode.js';
import { explain } from '../explain/explain.js';
import type { TfjsEncoder } from './encoder.js';
import { functionEncoder } from './function/function-encoder.js';
import { graphEncoder } from './graph-model/graph-encoder.js';
import { layersEncoder } from './layers-model/layers-encoder.js';

interface Predicting {
  predict(x: tf.Tensor): unknown;
}

const float = { T: { type: 'DT_FLOAT' } };
const node = (name: string, op: string, input: string[], attr: Record<string, unknown> = float): NodeDef => ({
  name,
  op,
  input,
  attr,
});
const matMul = { ...float, transpose_a: { b: false }, transpose_b: { b: false } };

/** Scales the inputs by x · two − one before a dense layer, as models of TF-Hub do. */
async function controlled(constants: Record<string, string[]>, ...others: NodeDef[]): Promise<GraphModel> {
  const nodes = [
    placeholder('x', [4]),
    ...others,
    node('mul', 'Mul', ['x', 'two']),
    node('sub', 'Sub', ['mul', 'one']),
    node('z', 'MatMul', ['sub', 'w'], matMul),
  ];
  const weights = new Map<string, tf.Tensor>([
    ['two', tf.scalar(2)],
    ['one', tf.scalar(1)],
    ['w', random([4, 3])],
  ]);
  return await loadGraphDef({ nodes, weights, outputs: { z: 'z' }, constantInputs: constants });
}

const graphs: Record<string, () => Promise<GraphModel>> = {
  'constants with control inputs': () => controlled({ two: ['^x'], one: ['^x'], w: ['^mul'] }),
  'constants after a node that does nothing': () =>
    controlled({ two: ['^nothing'] }, node('nothing', 'NoOp', ['^x'])),
  'a constant that a node returns as it is': async () => {
    const model = await loadGraphDef({
      nodes: [
        placeholder('x', [4]),
        node('both', 'IdentityN', ['x', 'c'], { T: { list: { type: ['DT_FLOAT', 'DT_FLOAT'] } } }),
        node('z', 'Mul', ['x', 'both:1']),
      ],
      weights: new Map([['c', random([4])]]),
      outputs: { z: 'z' },
    });
    // tfjs returns a clone of a tensor, unless it is kept.
    Object.values(model.weights).flat().forEach(tf.keep);
    return model;
  },
  'nodes with control inputs': () =>
    loadGraphDef({
      nodes: [
        placeholder('x', [4]),
        node('square', 'Square', ['x']),
        node('nothing', 'NoOp', ['^square', '^x']),
        node('exp', 'Exp', ['x', '^nothing', '^square']),
        node('z', 'Mul', ['exp', 'c', '^x']),
      ],
      weights: new Map([['c', random([4])]]),
      outputs: { z: 'z' },
    }),
};

/** The weights of a LayersModel and its optimizer, and everything that its configuration tells. */
function stateOf(model: object): unknown {
  if (!(model instanceof tfl.LayersModel)) return undefined;
  const { optimizer } = model as { optimizer?: tf.Optimizer };
  return {
    weights: model.weights.map((weight) => [
      weight.name,
      weight.trainable,
      Array.from(weight.read().dataSync()),
    ]),
    config: model.toJSON(undefined, false),
    trainable: model.layers.map(({ trainable }) => trainable),
    iterations: optimizer?.getConfig(),
  };
}

const models: Record<string, () => Promise<[Predicting & { dispose(): unknown }, TfjsEncoder]>> = {
  ...Object.fromEntries(
    Object.entries(graphs).map(([name, load]) => [
      name,
      async () => {
        const model = await load();
        return [model, graphEncoder(model)] as const;
      },
    ]),
  ),
  'a converted VAE': async () => {
    const model = await graphModelOf(layersEncoder(vaeEncoder()).graph!, true);
    return [model, graphEncoder(model)];
  },
  'a LayersModel': async () => {
    const model = vaeEncoder();
    return [model, layersEncoder(model)];
  },
  'a LayersModel with shared layers, a nested model and frozen weights': async () => {
    const input = tfl.input({ shape: [4] });
    const shared = tfl.layers.dense({ units: 4, activation: 'relu', trainable: false });
    const inner = tfl.sequential({
      layers: [tfl.layers.batchNormalization({ inputShape: [4] }), tfl.layers.dropout({ rate: 0.5 }), shared],
    });
    const output = tfl.layers
      .add()
      .apply([inner.apply(shared.apply(input)), shared.apply(input)] as tfl.SymbolicTensor[]);
    const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
    return [model, layersEncoder(model)];
  },
  'a LayersModel that is being trained': async () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.fit(random([4, 4]), random([4, 3]), { epochs: 1, verbose: 0 });
    return [model, layersEncoder(model)];
  },
  'a function over a LayersModel': async () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
    return [model, functionEncoder((x) => model.predict(x) as tf.Tensor, { inputShape: [4] })];
  },
  'a GraphModel with a batch of 1': async () => {
    const model = await graphModelOf(layersEncoder(vaeEncoder()).graph!, true, 1);
    const predict = (x: tf.Tensor) =>
      tf.concat(tf.split(x, x.shape[0]!).map((sample) => model.predict(sample) as tf.Tensor));
    return [{ predict, dispose: () => model.dispose() }, graphEncoder(model)];
  },
  'a LayersModel with a layer that runs as a whole': async () => {
    const layers = [
      tfl.layers.simpleRNN({ units: 3, inputShape: [5, 2], recurrentInitializer: 'glorotNormal' }),
    ];
    const model = tfl.sequential({ layers });
    return [model, layersEncoder(model)];
  },
};

describe.each(BACKENDS)('a model is borrowed, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.keys(models))('%s: it predicts the same bits after every call', async (name) => {
    const [model, encoder] = await models[name]!();
    const x = random([3, ...encoder.inputShape], 5);
    const concept = conceptVector('c', new Array(encoder.latentSize).fill(1));
    const predict = () =>
      tf.tidy(() =>
        [model.predict(x) as tf.Tensor | tf.Tensor[]].flat().map((y) => Array.from(y.dataSync())),
      );
    const before = predict();
    const state = stateOf(model);

    const latents = encoder.encode(x);
    expectSame(latents, [model.predict(x) as tf.Tensor | tf.Tensor[]].flat()[0]!);
    const first = await encode(encoder, x);
    expect(predict()).toEqual(before);
    expect((await encode(encoder, x)).data).toEqual(first.data);
    await explain(encoder, concept, x, gradientBy());
    expect(predict()).toEqual(before);

    const aborting = new AbortController();
    const onProgress = () => aborting.abort();
    const aborted = explain(encoder, concept, x, gradientBy(), {
      signal: aborting.signal,
      onProgress,
      batchSize: 1,
    });
    await expect(aborted).rejects.toThrow(/abort/i);
    expect(predict()).toEqual(before);

    const failing = { ...gradientBy(), attribute: () => Promise.reject(new Error('fails')) };
    await expect(explain(encoder, concept, x, failing)).rejects.toThrow('fails');
    await expect(encode(encoder, random([3, 7, 7]))).rejects.toThrow();
    expect(predict()).toEqual(before);
    expect(stateOf(model)).toEqual(state);
  });

  it.each(Object.keys(models))('%s: the error says that the model was disposed', async (name) => {
    const [model, encoder] = await models[name]!();
    const x = random([3, ...encoder.inputShape], 5);
    const concept = conceptVector('c', new Array(encoder.latentSize).fill(1));
    model.dispose();
    const message = name.includes('function')
      ? 'a model or tensor that the function uses was disposed; make it again'
      : 'the model was disposed; load it again';
    const { numTensors } = tf.memory();
    await expect(encode(encoder, x)).rejects.toThrow(`encode: ${message}`);
    await expect(explain(encoder, concept, x, gradientBy())).rejects.toThrow(`: ${message}`);
    expect(tf.memory().numTensors).toBe(numTensors);
    if (!(model instanceof tfl.LayersModel) && !('executor' in model)) return;
    const again = model instanceof tfl.LayersModel ? layersEncoder : graphEncoder;
    expect(() => again(model as never)).toThrow(/^(layers|graph)Encoder: the model was disposed;/);
  });
});

describe('a while loop', () => {
  beforeAll(() => useBackend('cpu'));

  const frame = { ...float, frame_name: { s: 'bG9vcA==' }, is_constant: { b: false } };
  const load = () =>
    loadGraphDef({
      nodes: [
        placeholder('x', [4]),
        node('z', 'MatMul', ['x', 'w'], matMul),
        node('s', 'Relu', ['z']),
        node('enter', 'Enter', ['s'], frame),
        node('merge', 'Merge', ['enter', 'next']),
        node('max', 'Max', ['merge', 'axes'], { ...float, keep_dims: { b: false } }),
        node('less', 'Less', ['max', 'limit']),
        node('cond', 'LoopCond', ['less']),
        node('switch', 'Switch', ['merge', 'cond']),
        node('mul', 'Mul', ['switch:1', 'two']),
        node('next', 'NextIteration', ['mul']),
        node('exit', 'Exit', ['switch']),
        node('after', 'Square', ['exit']),
        node('late', 'Square', ['s', '^switch']),
      ],
      weights: new Map<string, tf.Tensor>([
        ['w', random([4, 3])],
        ['limit', tf.scalar(9)],
        ['two', tf.scalar(2)],
        ['axes', tf.tensor1d([0, 1], 'int32')],
      ]),
      outputs: { y: 'after', l: 'late' },
    });

  it.each(['z', 's'])('does not prevent output "%s" before it', async (output) => {
    const model = await load();
    const x = random([3, 4]);
    expectSame(graphEncoder(model, { output }).encode(x), model.execute({ x }, output) as tf.Tensor);
  });

  it.each([
    ['y', /graphEncoder: node "\w+" \(\w+\) is control flow, which only runs asynchronously/],
    ['mul', /graphEncoder: node "\w+" \(\w+\) is control flow/],
    ['l', /node "late" \(Square\) must run after node "switch" \(Switch\), which only runs asynchronously/],
  ])('is named in the error for output "%s", which needs it', async (output, message) => {
    const model = await load();
    expect(() => graphEncoder(model, { output })).toThrow(message);
    expect(() => graphEncoder(model, { output })).toThrow(
      expect.objectContaining({ code: 'ERR_UNSUPPORTED_MODEL' }),
    );
  });
});

describe('a deep model', () => {
  beforeAll(() => useBackend('cpu'));

  const chain = (op: string, length: number): NodeDef[] =>
    Array.from({ length }, (_, i) => node(`${op}${i}`, op, [i === 0 ? 'x' : `${op}${i - 1}`]));

  it('of 20,000 nodes is walked without a deep stack', async () => {
    const nodes = [placeholder('x', [3]), ...chain('Identity', 20_000), ...chain('Relu', 3000)];
    const last = nodes.at(-1)!;
    nodes.push(node('z', 'Add', [last.name, 'Identity19999']));
    const model = await loadGraphDef({ nodes, weights: new Map(), outputs: { z: 'z' } });
    const x = random([2, 3]);
    expectSame(graphEncoder(model).encode(x), tf.add(x, tf.relu(x)));
  });

  it('with a long loop next to the latent is walked without a deep stack', async () => {
    const frame = { ...float, frame_name: { s: 'bG9vcA==' }, is_constant: { b: false } };
    const body = chain('Neg', 20_000);
    body[0]!.input = ['switch:1'];
    const nodes = [
      placeholder('x', [3]),
      node('z', 'Relu', ['x']),
      node('enter', 'Enter', ['z'], frame),
      node('merge', 'Merge', ['enter', 'next']),
      node('max', 'Max', ['merge', 'axes'], { ...float, keep_dims: { b: false } }),
      node('less', 'Less', ['max', 'limit']),
      node('cond', 'LoopCond', ['less']),
      node('switch', 'Switch', ['merge', 'cond']),
      ...body,
      node('next', 'NextIteration', ['Neg19999']),
      node('exit', 'Exit', ['switch']),
    ];
    const weights = new Map<string, tf.Tensor>([
      ['limit', tf.scalar(9)],
      ['axes', tf.tensor1d([0, 1], 'int32')],
    ]);
    const model = await loadGraphDef({ nodes, weights, outputs: { z: 'z', y: 'exit' } });
    const x = random([2, 3]);
    expectSame(graphEncoder(model, { output: 'z' }).encode(x), tf.relu(x));
    expect(() => graphEncoder(model, { output: 'y' })).toThrow(/is control flow/);
  });

  it('of 2,000 layers is walked without a deep stack', () => {
    const input = tfl.input({ shape: [3] });
    let output = input;
    for (let i = 0; i < 2000; i++) output = tfl.layers.reLU().apply(output) as tfl.SymbolicTensor;
    const x = random([2, 3]);
    expectSame(layersEncoder(tfl.model({ inputs: input, outputs: output })).encode(x), tf.relu(x));
  });
});
