import { describe, expect, it } from 'vitest';
import type { Attribute, Constant, ElementType } from '../../model/onnx-model.js';
import { fold } from './fold.js';

// What the standard says of operators, in examples of our own.

const tensor = (type: ElementType, shape: readonly number[], numbers: readonly number[]): Constant => ({
  type,
  shape,
  data: type === 'int64' || type === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers),
});

const list = (numbers: readonly number[], type: ElementType = 'int64') =>
  tensor(type, [numbers.length], numbers);
const floats = (numbers: readonly number[], shape = [numbers.length]) => tensor('float32', shape, numbers);
const one = (number: number, type: ElementType = 'int64') => tensor(type, [], [number]);

function run(
  op: string,
  inputs: readonly (Constant | undefined)[],
  attributes: Readonly<Record<string, Attribute>> = {},
  outputs = ['y'],
) {
  const node = {
    name: 'n',
    op,
    domain: '',
    inputs: inputs.map((input, i) => (input ? `i${i}` : '')),
    outputs,
    attributes: new Map(Object.entries(attributes)),
  };
  return (fold(node, 21, inputs) ?? []).map(({ type, shape, data }) => [type, shape, [...data]]);
}

const INT_MAX = 2 ** 63;
const X = floats([1, 2, 3, 4, 5, 6], [2, 3]);

type Row = [string, readonly (Constant | undefined)[], Record<string, Attribute>, unknown[]];
describe('folded operators', () => {
  it.each<Row>([
    // Whole numbers are divided with truncation; the remainder has the sign of the divisor, with fmod of the dividend.
    ['Div', [list([7, -7]), list([2, 2])], {}, ['int64', [2], [3, -3]]],
    ['Mod', [list([7, -7]), list([3, 3])], {}, ['int64', [2], [1, 2]]],
    ['Mod', [list([7, -7]), list([3, 3])], { fmod: 1 }, ['int64', [2], [1, -1]]],
    ['Div', [floats([1]), floats([0])], {}, ['float32', [1], [Number.POSITIVE_INFINITY]]],
    ['Add', [list([250], 'uint8'), list([10], 'uint8')], {}, ['uint8', [1], [4]]],
    ['Pow', [list([2, 3]), one(-1)], {}, ['int64', [2], [0, 0]]],
    [
      'Add',
      [floats([2048], [1]), floats([1])].map((each) => ({ ...each, type: 'float16' as const })),
      {},
      ['float16', [1], [2048]],
    ],
    [
      'Mul',
      [tensor('float16', [1], [65504]), tensor('float16', [1], [2])],
      {},
      ['float16', [1], [Number.POSITIVE_INFINITY]],
    ],
    ['Add', [tensor('bfloat16', [1], [256]), tensor('bfloat16', [1], [1])], {}, ['bfloat16', [1], [256]]],
    ['Round', [floats([0.5, 1.5, 2.5, -0.5, -1.5])], {}, ['float32', [5], [0, 2, 2, -0, -2]]],
    ['Equal', [list([1, INT_MAX]), list([1, 2])], {}, ['bool', [2], [1, 0]]],
    ['Where', [list([1, 0], 'bool'), one(INT_MAX), one(3)], {}, ['int64', [2], [INT_MAX, 3]]],
    [
      'Max',
      [floats([1, 5]), one(3, 'float32'), floats([2, Number.NaN])],
      {},
      ['float32', [2], [3, Number.NaN]],
    ],
    ['Clip', [floats([-5, 0, 5]), undefined, one(2, 'float32')], {}, ['float32', [3], [-5, 0, 2]]],
    // Floats lose their fraction; whole numbers lose their upper bits; what is not 0 is true.
    ['Cast', [floats([-1.7, 1.7])], { to: 7 }, ['int64', [2], [-1, 1]]],
    ['Cast', [floats([300, -5, Number.NaN])], { to: 2 }, ['uint8', [3], [255, 0, 0]]],
    ['Cast', [list([300, -1])], { to: 2 }, ['uint8', [2], [44, 255]]],
    ['Cast', [floats([0.3, 0, Number.NaN])], { to: 9 }, ['bool', [3], [1, 0, 1]]],
    [
      'Cast',
      [floats([1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25])],
      { to: 10 },
      ['float16', [3], [1, 1 + 2 ** -9, 0]],
    ],
    // Movement.
    ['Reshape', [X, list([0, -1])], {}, ['float32', [2, 3], [1, 2, 3, 4, 5, 6]]],
    [
      'Slice',
      [X, list([-1]), list([-(2 ** 63)]), list([1]), list([-2])],
      {},
      ['float32', [2, 2], [3, 1, 6, 4]],
    ],
    ['Slice', [X, list([1, 0]), list([INT_MAX, INT_MAX])], {}, ['float32', [1, 3], [4, 5, 6]]],
    ['Slice', [X, list([5]), list([9]), list([1])], {}, ['float32', [2, 0], []]],
    ['Gather', [X, tensor('int64', [1, 2], [-1, 0])], { axis: 1 }, ['float32', [2, 1, 2], [3, 1, 6, 4]]],
    [
      'GatherND',
      [floats([0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]), tensor('int64', [2, 1], [1, 0])],
      { batch_dims: 1 },
      ['float32', [2, 2], [2, 3, 4, 5]],
    ],
    [
      'ScatterND',
      [floats([1, 2, 3, 4]), tensor('int64', [2, 1], [1, 1]), floats([10, 20])],
      { reduction: 'add' },
      ['float32', [4], [1, 32, 3, 4]],
    ],
    [
      'ScatterElements',
      [X, tensor('int64', [1, 2], [1, 0]), floats([9, 8], [1, 2])],
      { axis: 1 },
      ['float32', [2, 3], [8, 9, 3, 4, 5, 6]],
    ],
    [
      'Pad',
      [floats([1, 2, 3]), list([2, 4])],
      { mode: 'reflect' },
      ['float32', [9], [3, 2, 1, 2, 3, 2, 1, 2, 3]],
    ],
    [
      'Pad',
      [floats([1, 2, 3]), list([2, 4])],
      { mode: 'wrap' },
      ['float32', [9], [2, 3, 1, 2, 3, 1, 2, 3, 1]],
    ],
    ['Pad', [floats([1, 2, 3]), list([-1, 1]), one(7, 'float32')], {}, ['float32', [3], [2, 3, 7]]],
    [
      'Pad',
      [X, list([1, 0]), undefined, list([-1])],
      { mode: 'edge' },
      ['float32', [2, 4], [1, 1, 2, 3, 4, 4, 5, 6]],
    ],
    ['Trilu', [X, one(1)], {}, ['float32', [2, 3], [0, 2, 3, 0, 0, 6]]],
    ['Compress', [X, list([0, 1, 1], 'bool')], { axis: 1 }, ['float32', [2, 2], [2, 3, 5, 6]]],
    ['NonZero', [tensor('float32', [2, 2], [1, 0, 3, 4])], {}, ['int64', [2, 3], [0, 1, 1, 0, 0, 1]]],
    // Reductions.
    ['ReduceSum', [X, list([-1])], { keepdims: 0 }, ['float32', [2], [6, 15]]],
    ['ReduceSum', [X, list([])], { noop_with_empty_axes: 1 }, ['float32', [2, 3], [1, 2, 3, 4, 5, 6]]],
    ['ReduceMean', [list([1, 2])], {}, ['int64', [1], [1]]],
    [
      'ReduceLogSumExp',
      [floats([1000, 1000])],
      { keepdims: 0 },
      ['float32', [], [Math.fround(1000 + Math.log(2))]],
    ],
    ['ReduceMax', [tensor('bool', [2, 0], []), list([1])], {}, ['bool', [2, 1], [0, 0]]],
    ['ArgMax', [floats([3, 1, 3])], { select_last_index: 1, keepdims: 0 }, ['int64', [], [2]]],
    ['CumSum', [floats([1, 2, 3]), one(0)], { exclusive: 1, reverse: 1 }, ['float32', [3], [5, 3, 0]]],
    // Making.
    ['Range', [one(10), one(4), one(-4)], {}, ['int64', [2], [10, 6]]],
    [
      'OneHot',
      [list([-1, 5]), one(3), floats([0.5, 2])],
      {},
      ['float32', [2, 3], [0.5, 0.5, 2, 0.5, 0.5, 0.5]],
    ],
    ['EyeLike', [X], { k: 1, dtype: 7 }, ['int64', [2, 3], [0, 1, 0, 0, 0, 1]]],
    ['ConstantOfShape', [list([2])], { value: one(4) }, ['int64', [2], [4, 4]]],
    ['Shape', [X], { start: -1 }, ['int64', [1], [3]]],
    // Quantised: ties to even, then saturated.
    [
      'QuantizeLinear',
      [floats([1, 3, 5, -900]), one(2, 'float32'), one(10, 'uint8')],
      {},
      ['uint8', [4], [10, 12, 12, 0]],
    ],
    [
      'DequantizeLinear',
      [tensor('int8', [2, 2], [1, 2, 3, 4]), floats([0.5, 2]), list([1, 0], 'int8')],
      { axis: 0 },
      ['float32', [2, 2], [0, 0.5, 6, 8]],
    ],
    [
      'DequantizeLinear',
      [tensor('int8', [1, 4], [1, 2, 3, 4]), floats([1, 10], [1, 2])],
      { axis: 1, block_size: 3 },
      ['float32', [1, 4], [1, 2, 3, 40]],
    ],
  ])('%s', (op, inputs, attributes, expected) => {
    expect(run(op, inputs, attributes)).toEqual([expected]);
  });

  it('Split makes the last part smaller', () => {
    expect(run('Split', [floats([1, 2, 3, 4, 5])], { num_outputs: 2 }, ['a', 'b'])).toEqual([
      ['float32', [3], [1, 2, 3]],
      ['float32', [2], [4, 5]],
    ]);
  });

  it('Erf is exact to float32 (Abramowitz & Stegun, table 7.1)', () => {
    const numbers = run('Erf', [tensor('float64', [4], [0.5, -1, 2, 7])])[0]?.[2];
    const expected = [0.5204998778130465, -0.8427007929497149, 0.9953222650189527, 1];
    expect(numbers).toEqual(expected.map((y) => expect.closeTo(y, 14)));
  });
});

describe('what does not fit', () => {
  it.each<[string, readonly (Constant | undefined)[], Record<string, Attribute>, string]>([
    [
      'Add',
      [list([1, 2]), list([1, 2, 3])],
      {},
      'expected shapes that broadcast to each other; got [2] and [3].',
    ],
    ['Add', [list([1])], {}, 'expected at least 2 inputs; input 1 is missing.'],
    ['Gather', [list([1, 2]), list([2])], {}, 'expected indices from -2 to 1; got 2.'],
    ['Transpose', [X], { perm: [0, 0] }, 'expected an order of 2 axes; got 0, 0.'],
    ['Reshape', [X, list([4, -1])], {}, 'expected a shape for 6 numbers; got [4, -1].'],
    ['Squeeze', [X, list([0])], {}, 'expected length 1 along axis 0; got shape [2, 3].'],
    ['ReduceSum', [X, list([2])], {}, 'expected an axis from -2 to 1; got 2.'],
    ['Cast', [X], { to: 8 }, 'tensors of strings are not supported.'],
    ['QuantizeLinear', [X, one(1)], { output_dtype: 17 }, 'tensors of float8e4m3fn are not supported.'],
    [
      'Constant',
      [],
      { value: { unreadable: 'tensors of int4 are not supported.' } },
      'tensors of int4 are not supported.',
    ],
    ['Range', [one(0), one(1), one(0)], {}, 'expected a step other than 0.'],
  ])('%s is refused', (op, inputs, attributes, reason) => {
    expect(() => run(op, inputs, attributes)).toThrow(`node "n" (${op}): ${reason}`);
  });

  it.each<[string, readonly Constant[], Record<string, Attribute>]>([
    ['ConstantOfShape', [list([2 ** 40])], {}],
    ['ConstantOfShape', [list([-1])], {}],
    ['Expand', [X, list([2 ** 30, 1, 1])], {}],
    ['Tile', [X, list([2 ** 30, 1])], {}],
    ['Range', [one(0), one(2 ** 50), one(1)], {}],
    ['OneHot', [list([0]), one(2 ** 40), floats([0, 1])], {}],
    ['Pad', [floats([1]), list([0, 2 ** 40])], {}],
    ['Add', [tensor('float32', [2 ** 20, 1], []), tensor('float32', [1, 2 ** 20], [])], {}],
  ])('%s of a huge result is refused before it allocates', (op, inputs, attributes) => {
    expect(() => run(op, inputs, attributes)).toThrow(
      /expected a result of at most 268435456 numbers; its shape is \[/,
    );
  });

  it('operators of other domains and those that the host lacks are left to the backend', () => {
    expect(run('Conv', [X, X])).toEqual([]);
    expect(run('toString', [X])).toEqual([]);
    const node = { name: 'n', op: 'Add', domain: 'x', inputs: [], outputs: [], attributes: new Map() };
    expect(fold(node, 1, [X, X])).toBeUndefined();
  });
});
