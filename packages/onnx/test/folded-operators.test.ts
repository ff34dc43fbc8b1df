import { size } from '@csm/base';
import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import type { Attribute, Constant, OnnxNode } from '../src/model/onnx-model.js';
import { fold } from '../src/read/fold/fold.js';
import { isConstant } from '../src/read/value.js';
import { graphOfNodes, modelOfNodes, runNodes } from './graph-of-nodes.js';

/** Numbers that are all different. */
const floats = (...shape: number[]): Constant => ({
  type: 'float32',
  shape,
  data: Float32Array.from({ length: size(shape) }, (_, i) => ((i * 37) % 101) - 50.5),
});
const upTo = (...shape: number[]): Constant => ({
  type: 'float32',
  shape,
  data: Float32Array.from({ length: size(shape) }, (_, i) => i),
});
const whole = (numbers: readonly number[], shape = [numbers.length]): Constant => ({
  type: 'int64',
  shape,
  data: Float64Array.from(numbers),
});

/** An operator, its inputs, and those that depend on the model's inputs. */
type Case = [
  name: string,
  op: string,
  inputs: Constant[],
  dynamic: number[],
  attributes?: Record<string, Attribute>,
];

const cases: Case[] = [
  ['GatherND', 'GatherND', [floats(2, 3, 4), whole([0, 1, 1, -1], [2, 2])], [0]],
  ['GatherND of single numbers', 'GatherND', [floats(2, 3), whole([0, 1, 1, -1], [2, 1, 2])], [0]],
  ['GatherND in batches', 'GatherND', [floats(2, 3, 4), whole([1, -1], [2, 1])], [0], { batch_dims: 1 }],
  [
    'GatherElements',
    'GatherElements',
    [floats(3, 2, 2), whole([0, 1, 1, -1, 0, 0], [3, 2, 1])],
    [0],
    { axis: 1 },
  ],
  ['ScatterND', 'ScatterND', [floats(4, 3), whole([2, 0], [2, 1]), floats(2, 3)], [0, 2]],
  ['ScatterND of updates only', 'ScatterND', [floats(4, 3), whole([2, 0], [2, 1]), floats(2, 3)], [2]],
  ['ScatterND of numbers', 'ScatterND', [floats(2, 3), whole([1, 2, 0, -1], [2, 2]), floats(2)], [0, 2]],
  ...['add', 'mul', 'max', 'min'].map(
    (reduction): Case => [
      `ScatterND with ${reduction} and repeated indices`,
      'ScatterND',
      [floats(4, 3), whole([2, 0, 2, 2], [4, 1]), floats(4, 3)],
      [0, 2],
      { reduction },
    ],
  ),
  [
    'ScatterElements',
    'ScatterElements',
    [floats(3, 3), whole([0, 2, 1, -1], [2, 2]), floats(2, 2)],
    [0, 2],
    { axis: 1 },
  ],
  ['Scatter', 'Scatter', [floats(3, 2), whole([2, 0], [1, 2]), floats(1, 2)], [0, 2]],
  ...['add', 'mul', 'max', 'min'].map(
    (reduction): Case => [
      `ScatterElements with ${reduction} and repeated indices`,
      'ScatterElements',
      [floats(3, 2), whole([1, 1, 1, 0], [2, 2]), floats(2, 2)],
      [0, 2],
      { reduction },
    ],
  ),
  ['CumSum', 'CumSum', [floats(3, 5, 2), whole([1], [])], [0]],
  ['CumSum reversed', 'CumSum', [floats(3, 5), whole([-1], [])], [0], { reverse: 1, exclusive: 1 }],
  ['Compress', 'Compress', [floats(3, 4), whole([0, 1, 1])], [0], { axis: 0 }],
  ['Compress flat', 'Compress', [floats(2, 2), whole([0, 1, 0, 1])], [0]],
  ['OneHot', 'OneHot', [whole([0, 2, -1, 5], [2, 2]), whole([3], []), floats(2)], [0], { axis: 1 }],
  ['OneHot in front', 'OneHot', [whole([0, 2, -1]), whole([3], []), whole([0, 1])], [0], { axis: 0 }],
  ['Gather from a table', 'Gather', [floats(4, 3), whole([0, 2, -1, 3], [2, 2])], [1]],
  [
    'Gather from columns of a table',
    'Gather',
    [floats(2, 4, 3), whole([0, 2, -1, 3], [2, 2])],
    [1],
    { axis: 1 },
  ],
  ['Gather by a single index', 'Gather', [floats(2, 4), whole([-2], [])], [1], { axis: -1 }],
  ['Gather backwards', 'Gather', [floats(2, 4), whole([3, 2, 1, 0])], [0], { axis: -1 }],
  [
    'Where of broadcast inputs',
    'Where',
    [whole([0, 1, 1], [3, 1]), floats(2, 1, 4), floats(3, 4)],
    [0, 1, 2],
  ],
  ['Where with a constant condition', 'Where', [whole([0, 1, 1], [3, 1]), floats(2, 3, 4), floats()], [1]],
  ['Cast to whole numbers', 'Cast', [floats(2, 3)], [0], { to: 7 }],
  ['Cast to truth values', 'Cast', [whole([0, 1, -2])], [0], { to: 9 }],
  ['Cast to floats', 'Cast', [whole([0, 1, -2])], [0], { to: 1 }],
  ['CastLike', 'CastLike', [floats(2, 3), whole([1])], [0]],
  ['ArgMax', 'ArgMax', [floats(2, 3, 4)], [0], { axis: 1, keepdims: 0 }],
  ['ArgMin', 'ArgMin', [floats(2, 3, 4)], [0], { axis: -1 }],
  ['Xor', 'Xor', [whole([0, 0, 1, 1], [2, 2]), whole([0, 1])], [0, 1]],
  ['LessOrEqual', 'LessOrEqual', [floats(2, 3, 2), floats(3, 2)], [0, 1]],
  ['Less than a constant', 'Less', [floats(2, 3, 2), floats(1)], [0]],
  ['EyeLike', 'EyeLike', [floats(3, 4)], [0], { k: 1 }],
  ['Size', 'Size', [floats(3, 4)], [0]],
  ['Split in unequal parts', 'Split', [floats(7, 2)], [0], { num_outputs: 3 }],
  ['Tile', 'Tile', [floats(2, 3), whole([2, 1])], [0]],
  [
    'Slice',
    'Slice',
    [floats(5, 4), whole([-1, 1]), whole([-(2 ** 63), 2 ** 63]), whole([0, 1]), whole([-2, 1])],
    [0],
  ],
  ['an empty Slice', 'Slice', [floats(5, 4), whole([3]), whole([2])], [0]],
];

describe.each(BACKENDS)('operators on positions on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(cases)(
    '%s of inputs computes what it does of constants',
    async (_name, op, inputs, dynamic, attributes = {}) => {
      const names = inputs.map((_, i) => `input${i}`);
      const outputs = op === 'Split' ? ['y', 'z', 'w'] : ['y'];
      const node: OnnxNode = {
        name: 'node',
        op,
        domain: '',
        inputs: names,
        outputs,
        attributes: new Map(Object.entries(attributes)),
      };
      const opset = op === 'Scatter' ? 10 : 18;
      const folded = fold(node, opset, inputs);
      const model = modelOfNodes([node], new Map(), opset);
      for (const isReversed of [false, true]) {
        const given = new Map(
          inputs.map((input, i) => [
            names[i]!,
            dynamic.includes(i) ? { shape: input.shape, type: input.type } : input,
          ]),
        );
        const graph = await graphOfNodes(model, given, outputs, isReversed);
        // Another sample of the same numbers in reverse, or of indices that are all valid.
        const samples = dynamic.map((i) => [
          inputs[i]!,
          { ...inputs[i]!, data: inputs[i]!.data.map((value) => Math.min(1, value)) },
        ]);
        for (const [k, name] of outputs.entries()) {
          const [output, expected] = [graph.outputs.get(name)!, folded?.[k]];
          if (expected === undefined) return expect.fail(`${op} is not folded`);
          expect([output.type, output.shape]).toEqual([expected.type, expected.shape]);
          const numbers = isConstant(output) ? [...output.data] : runNodes(graph, samples, output.id).values;
          expect(numbers.slice(0, expected.data.length).map((n) => n + 0)).toEqual(
            [...expected.data].map((n) => n + 0),
          );
        }
        dispose(graph.builder.weights);
      }
    },
  );

  it.each<[string, string, Constant[], Record<string, Attribute>, number[][]]>([
    [
      'TopK',
      'TopK',
      [upTo(3, 4), whole([3])],
      { axis: 1 },
      [
        [3, 2, 1, 7, 6, 5, 11, 10, 9],
        [3, 2, 1, 3, 2, 1, 3, 2, 1],
      ],
    ],
    [
      'TopK of the smallest',
      'TopK',
      [{ ...upTo(3, 4), data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 11, 10, 9, 8) }, whole([3])],
      { largest: 0 },
      [
        [0, 1, 2, 4, 5, 6, 8, 9, 10],
        [0, 1, 2, 0, 1, 2, 3, 2, 1],
      ],
    ],
    [
      'ReverseSequence of columns',
      'ReverseSequence',
      [
        { ...upTo(4, 4), data: Float32Array.of(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15) },
        whole([4, 3, 2, 1]),
      ],
      {},
      [[3, 6, 9, 12, 2, 5, 8, 13, 1, 4, 10, 14, 0, 7, 11, 15]],
    ],
    [
      'ReverseSequence of rows',
      'ReverseSequence',
      [upTo(4, 4), whole([1, 2, 3, 4])],
      { batch_axis: 0, time_axis: 1 },
      [[0, 1, 2, 3, 5, 4, 6, 7, 10, 9, 8, 11, 15, 14, 13, 12]],
    ],
  ])("%s computes the standard's example", async (_name, op, [x, parameter], attributes, expected) => {
    const outputs = expected.map((_, i) => `y${i}`);
    const node: OnnxNode = {
      name: 'node',
      op,
      domain: '',
      inputs: ['x', 'parameter'],
      outputs,
      attributes: new Map(Object.entries(attributes)),
    };
    const model = modelOfNodes([node], new Map([['parameter', parameter!]]), 18);
    for (const isReversed of [false, true]) {
      const inputs = new Map([['x', { shape: x!.shape, type: x!.type }]]);
      const graph = await graphOfNodes(model, inputs, outputs, isReversed);
      for (const [i, numbers] of expected.entries()) {
        const output = graph.outputs.get(outputs[i]!)!;
        if (isConstant(output)) expect.fail('a constant');
        expect(runNodes(graph, [[x!]], output.id).values).toEqual(numbers);
      }
      dispose(graph.builder.weights);
    }
  });
});
