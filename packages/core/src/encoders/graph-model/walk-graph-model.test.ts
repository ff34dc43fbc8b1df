import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { bytes, integers, loadGraphDef, type NodeDef, placeholder } from '../../../../../test/graph-model.js';
import { expectSame, random } from '../../../test/small-models.js';
import type { EncoderOptions } from '../encoder-options.js';
import { graphEncoder } from './graph-encoder.js';

beforeAll(() => useBackend('cpu'));

const float = { T: { type: 'DT_FLOAT' } };
const int = { T: { type: 'DT_INT32' } };

const node = (name: string, op: string, input: string[], attr: Record<string, unknown> = float): NodeDef => ({
  name,
  op,
  input,
  attr,
});
const ints = (values: number | number[]) => tf.tensor(values, undefined, 'int32');

/** A GraphModel with an input `x` and further nodes, the last of which is the output. */
function modelOf(
  shape: number[],
  nodes: NodeDef[],
  constants: Record<string, tf.Tensor> = {},
): Promise<GraphModel> {
  return loadGraphDef({
    nodes: [placeholder('x', shape), ...nodes],
    weights: new Map(Object.entries(constants)),
    outputs: { output_0: nodes.at(-1)!.name },
  });
}

/** Checks the encoder against the model and tfjs' tape. @returns the kinds of its operations. */
async function expectAsTape(model: GraphModel, options?: EncoderOptions): Promise<string[]> {
  const encoder = graphEncoder(model, options);
  const x = tf.add(random([4, ...encoder.inputShape]), 0.1);
  const predict = (input: tf.Tensor) => model.predict(input) as tf.Tensor2D;
  const cotangent = random([4, encoder.latentSize], 7) as tf.Tensor2D;
  expectSame(encoder.encode(x), predict(x));
  const trace = encoder.trace(x);
  expectSame(await trace.backward(cotangent), tf.grad(predict)(x, cotangent));
  trace.dispose();
  return encoder.graph!.nodes.map(({ operation }) =>
    operation.kind === 'graphOperation' ? operation.className : operation.kind,
  );
}

describe('a GraphModel is walked', () => {
  it('with nodes that no kind describes, run by the model: arithmetic with constants', async () => {
    const model = await modelOf(
      [6],
      [
        node('twice', 'Mul', ['x', 'two']),
        node('less', 'Sub', ['two', 'twice']),
        node('part', 'RealDiv', ['less', 'two']),
        node('power', 'Square', ['part']),
      ],
      { two: tf.tensor1d([2, 1, 3, -1, 0.5, 2]) },
    );
    expect(await expectAsTape(model)).toEqual(['input', 'Mul', 'Sub', 'RealDiv', 'Square']);
    const { nodes } = graphEncoder(model).graph!;
    expect(nodes.map(({ operation }) => 'linear' in operation && operation.linear)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('with a node that takes two outputs of another node', async () => {
    const split = node('split', 'Split', ['axis', 'x'], { ...float, num_split: { i: '2' } });
    const gated = [node('gate', 'Sigmoid', ['split:1']), node('glu', 'Mul', ['split', 'gate'])];
    const both = node('both', 'SquaredDifference', ['split', 'split:1']);
    const sum = node('sum', 'AddV2', ['glu', 'both']);
    const model = await modelOf([6], [split, ...gated, both, sum], { axis: ints(1) });
    expect(await expectAsTape(model)).toEqual([
      'input',
      'Split',
      'Split',
      'activation',
      'multiply',
      'SquaredDifference',
      'add',
    ]);
  });

  it('through padding, permuted axes, concatenation, global pooling and pooling', async () => {
    const windows = {
      ksize: integers([1, 2, 2, 1]),
      strides: integers([1, 2, 2, 1]),
      padding: bytes('SAME'),
      data_format: bytes('NHWC'),
    };
    const model = await modelOf(
      [4, 5, 2],
      [
        node('pad', 'Pad', ['x', 'margins']),
        node('turned', 'Transpose', ['pad', 'order']),
        node('mean', 'Mean', ['turned', 'places'], { ...float, keep_dims: { b: false } }),
        node('max', 'MaxPool', ['x'], { ...float, ...windows }),
        node('most', 'Max', ['max', 'places'], { ...float, keep_dims: { b: true } }),
        node('flat', 'Squeeze', ['most'], { ...float, squeeze_dims: integers([1, 2]) }),
        node('all', 'ConcatV2', ['mean', 'flat', 'axis'], { ...float, N: { i: '2' } }),
      ],
      {
        margins: tf.tensor2d([0, 0, 1, 2, 0, 1, 0, 0], [4, 2], 'int32'),
        order: ints([0, 2, 1, 3]),
        places: ints([1, 2]),
        axis: ints(-1),
      },
    );
    const kinds = await expectAsTape(model);
    expect(kinds).not.toContain('Pad');
    expect(new Set(kinds)).toEqual(
      new Set(['input', 'padding', 'permute', 'averagePool', 'maxPool', 'reshape', 'concatenate']),
    );
  });

  it('if a layer runs on every row: batch and rows are then one axis, and a shape is computed from the batch', async () => {
    const slice = { ...int, shrink_axis_mask: { i: '1' } };
    const model = await modelOf(
      [4, 3],
      [
        node('shape', 'Shape', ['x'], { ...float, out_type: { type: 'DT_INT32' } }),
        node('batch', 'StridedSlice', ['shape', 'zero', 'one', 'one'], slice),
        node('size', 'Pack', ['batch', 'eight'], { ...int, axis: { i: '0' } }),
        node('rows', 'Reshape', ['x', 'three']),
        node('dense', 'MatMul', ['rows', 'kernel']),
        node('relu', 'Relu', ['dense']),
        node('flat', 'Reshape', ['relu', 'size']),
      ],
      {
        zero: ints([0]),
        one: ints([1]),
        eight: ints(8),
        three: ints([-1, 3]),
        kernel: random([3, 2], 5),
      },
    );
    expect(await expectAsTape(model)).toEqual(['input', 'Reshape', 'dense', 'activation', 'Reshape']);
  });

  it('with a slope that is a weight, and an input with an open shape', async () => {
    const model = await modelOf(
      [-1],
      [node('dense', 'MatMul', ['x', 'kernel']), node('prelu', 'Prelu', ['dense', 'slope'])],
      { kernel: random([5, 3]), slope: tf.tensor1d([0.1, -0.5, 2]) },
    );
    expect(await expectAsTape(model, { inputShape: [5] })).toEqual(['input', 'dense', 'activation']);
    expect(() => graphEncoder(model)).toThrow(/input "x" has \[any\].*inputShape/);
    expect(() => graphEncoder(model, { inputShape: [5, 5] })).toThrow(
      /inputShape must fit input "x" of shape .*; got \[5,5\]/,
    );
  });

  it('with several inputs, packed into one', async () => {
    const model = await loadGraphDef({
      nodes: [placeholder('a', [2]), placeholder('b', [3]), node('all', 'ConcatV2', ['a', 'b', 'axis'])],
      weights: new Map([['axis', ints(1)]]),
      outputs: { z: 'all' },
    });
    const x = random([2, 5]);
    expectSame(graphEncoder(model).encode(x), x);
  });

  it('up to the mean of a VAE whose output is random', async () => {
    const nodes = [
      node('model/z_mean/MatMul', 'MatMul', ['x', 'kernel']),
      node('model/z_mean/BiasAdd', 'BiasAdd', ['model/z_mean/MatMul', 'bias']),
      node('noise', 'RandomStandardNormal', ['size'], { dtype: { type: 'DT_FLOAT' } }),
      node('model/z/add', 'AddV2', ['model/z_mean/BiasAdd', 'noise']),
    ];
    const constants = { kernel: random([3, 2]), bias: random([2]), size: ints([2]) };
    const model = await modelOf([3], nodes, constants);
    expect(() => graphEncoder(model)).toThrow(/node "noise" \(RandomStandardNormal\) draws random numbers/);
    const encoder = graphEncoder(model, { output: 'z_mean' });
    expect(encoder.graph!.nodes.map(({ operation }) => operation.kind)).toEqual(['input', 'dense']);
    const x = random([2, 3]);
    expectSame(encoder.encode(x), model.execute(x, 'model/z_mean/BiasAdd') as tf.Tensor);
  });
});

describe('unsupported models are rejected', () => {
  it.each<[string, NodeDef[], RegExp]>([
    ['control flow', [node('if', 'If', ['x'])], /node "if" \(If\) is control flow/],
    [
      'an unknown operation',
      [node('odd', 'Frobnicate', ['x'])],
      /node "odd" \(Frobnicate\) is an operation that tfjs does not know/,
    ],
    [
      'a shape that depends on the data',
      [node('where', 'Where', ['x'])],
      /node "where" \(Where\) has a result whose shape/,
    ],
    [
      'a latent that is an image',
      [node('pool', 'Reshape', ['x', 'shape'])],
      /the latent must have shape \[batch, n\]; the output of "output_0" has shape \[batch,2,2\]/,
    ],
    [
      'a node that does not run',
      [node('sum', 'AddV2', ['x', 'wrong'])],
      /graphEncoder: node "sum" must run on zeros; it throws: .*broadcast/,
    ],
  ])('%s', async (_what, nodes, message) => {
    const model = await modelOf([4], nodes, { shape: ints([-1, 2, 2]), wrong: tf.zeros([3]) });
    const { numTensors } = tf.memory();
    expect(() => graphEncoder(model)).toThrow(message);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('a fixed batch size, inputs that are not floats, and a value that is not a GraphModel', async () => {
    const fixed = await loadGraphDef({
      nodes: [placeholder('x', [4], 5), node('relu', 'Relu', ['x'])],
      weights: new Map(),
      outputs: { y: 'relu' },
    });
    expect(() => graphEncoder(fixed)).toThrow(
      /input "x" must have an open batch axis or a batch of 1; it has shape \[5,4\], with a batch size of 5; convert/,
    );
    const tokens = placeholder('x', [4]);
    const typed = { ...tokens, attr: { ...tokens.attr, dtype: { type: 'DT_INT32' } } };
    const cast = node('cast', 'Cast', ['x'], { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } });
    const model = await loadGraphDef({ nodes: [typed, cast], weights: new Map(), outputs: { y: 'cast' } });
    expect(() => graphEncoder(model)).toThrow(/node "x" \(Placeholder\) is an input of type int32/);
    expect(() => graphEncoder({} as GraphModel)).toThrow(/graphEncoder: expected a GraphModel/);
  });

  it('a node without a gradient: by trace, by its name, before any work, without a leak', async () => {
    const model = await modelOf(
      [6],
      [
        node('image', 'Reshape', ['x', 'shape']),
        node('turned', 'ImageProjectiveTransformV3', ['image', 'transforms', 'size', 'fill'], {
          ...float,
          interpolation: bytes('BILINEAR'),
          fill_mode: bytes('CONSTANT'),
        }),
        node('flat', 'Reshape', ['turned', 'line']),
      ],
      {
        shape: ints([-1, 2, 3, 1]),
        transforms: tf.tensor2d([1, 0, 0.5, 0, 1, 0, 0, 0], [1, 8]),
        size: ints([2, 3]),
        fill: tf.scalar(0),
        line: ints([-1, 6]),
      },
    );
    const encoder = graphEncoder(model);
    const x = random([2, 6]);
    expectSame(encoder.encode(x), model.predict(x) as tf.Tensor);
    const { numTensors } = tf.memory();
    expect(() => encoder.trace(x)).toThrow(
      /trace: node "turned" \(ImageProjectiveTransformV3\) cannot be propagated back on backend "cpu": .*Transform/,
    );
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

it('frees everything that it allocates', async () => {
  const model = await modelOf([6], [node('square', 'Square', ['x']), node('exp', 'Exp', ['square'])]);
  const x = random([3, 6]);
  const cotangent = random([3, 6], 2) as tf.Tensor2D;
  const { numTensors } = tf.memory();
  const encoder = graphEncoder(model);
  expect(tf.memory().numTensors).toBe(numTensors);
  for (let i = 0; i < 3; i++) {
    encoder.encode(x).dispose();
    const trace = encoder.trace(x);
    const gradients = await Promise.all([trace.backward(cotangent), trace.backward(cotangent)]);
    expectSame(gradients[0], gradients[1]);
    tf.dispose(gradients);
    trace.dispose();
  }
  expect(tf.memory().numTensors).toBe(numTensors);
});
