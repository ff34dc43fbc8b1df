import { expect, it } from 'vitest';
import {
  bytesOf,
  type DATA_TYPES,
  type FieldValue,
  messageBytes,
  modelBytes,
  packed,
  tensorBytes,
} from '../../../test/onnx-bytes.js';
import { readModel } from '../read-model.js';

/** The constant `w` of a model with one initialiser. */
async function read(
  type: keyof typeof DATA_TYPES,
  dims: readonly (number | bigint)[],
  fields: Readonly<Record<number, FieldValue>>,
) {
  const model = await readModel('test', modelBytes({ initializers: [tensorBytes('w', type, dims, fields)] }));
  return model.constants.get('w');
}

const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

// Bits from the definitions: 1.5, −2, the smallest subnormal, the largest number, −∞.
const HALVES = [0x3e00, 0xc000, 0x0001, 0x7bff, 0xfc00];
const HALF_VALUES = Float32Array.of(1.5, -2, 2 ** -24, 65504, Number.NEGATIVE_INFINITY);
const BFLOATS = [0x3fc0, 0xc000, 0x7f80];
const BFLOAT_VALUES = Float32Array.of(1.5, -2, Number.POSITIVE_INFINITY);

it.each<[keyof typeof DATA_TYPES, ArrayBufferView, ArrayLike<number>]>([
  ['float32', Float32Array.of(0.5, -1e30), Float32Array.of(0.5, -1e30)],
  ['float64', Float64Array.of(0.1, -1e300), Float64Array.of(0.1, -1e300)],
  ['float16', Uint16Array.from(HALVES), HALF_VALUES],
  ['bfloat16', Uint16Array.from(BFLOATS), BFLOAT_VALUES],
  ['int8', Int8Array.of(-128, 127), Int8Array.of(-128, 127)],
  ['uint8', Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
  ['int16', Int16Array.of(-32768, 5), Int16Array.of(-32768, 5)],
  ['uint16', Uint16Array.of(65535, 5), Uint16Array.of(65535, 5)],
  ['int32', Int32Array.of(-(2 ** 31), 5), Int32Array.of(-(2 ** 31), 5)],
  ['uint32', Uint32Array.of(2 ** 32 - 1, 5), Uint32Array.of(2 ** 32 - 1, 5)],
  ['int64', BigInt64Array.of(-1n, -(2n ** 40n), 2n ** 53n), Float64Array.of(-1, -(2 ** 40), 2 ** 53)],
  ['uint64', BigUint64Array.of(2n ** 63n, 7n), Float64Array.of(2 ** 63, 7)],
  ['bool', Uint8Array.of(0, 1, 2), Uint8Array.of(0, 1, 1)],
])('reads raw %s', async (type, raw, numbers) => {
  expect(await read(type, [numbers.length], { 9: bytesOf(raw) })).toEqual({
    type,
    shape: [numbers.length],
    data: numbers,
  });
});

it.each<[keyof typeof DATA_TYPES, Record<number, FieldValue>, ArrayLike<number>]>([
  ['float32', { 4: bytesOf(Float32Array.of(0.5, -2)) }, Float32Array.of(0.5, -2)],
  ['float32', { 4: [{ float: 0.5 }, { float: -2 }] }, Float32Array.of(0.5, -2)],
  ['float64', { 10: bytesOf(Float64Array.of(0.1, -2)) }, Float64Array.of(0.1, -2)],
  ['float16', { 5: packed(HALVES) }, HALF_VALUES],
  ['bfloat16', { 5: packed(BFLOATS) }, BFLOAT_VALUES],
  ['int8', { 5: packed([-128, 127]) }, Int8Array.of(-128, 127)],
  ['uint8', { 5: packed([0, 255]) }, Uint8Array.of(0, 255)],
  ['int16', { 5: packed([-3]) }, Int16Array.of(-3)],
  ['uint16', { 5: packed([65535]) }, Uint16Array.of(65535)],
  ['int32', { 5: packed([-(2 ** 31), 7]) }, Int32Array.of(-(2 ** 31), 7)],
  ['int32', { 5: [3, -4] }, Int32Array.of(3, -4)],
  ['bool', { 5: packed([1, 0]) }, Uint8Array.of(1, 0)],
  ['int64', { 7: packed([-1n, 2n ** 40n]) }, Float64Array.of(-1, 2 ** 40)],
  ['uint32', { 11: packed([2 ** 32 - 1]) }, Uint32Array.of(2 ** 32 - 1)],
  ['uint64', { 11: packed([BigInt.asIntN(64, 2n ** 63n)]) }, Float64Array.of(2 ** 63)],
])('reads %s from its own field', async (type, fields, numbers) => {
  expect(await read(type, [numbers.length], fields)).toEqual({
    type,
    shape: [numbers.length],
    data: numbers,
  });
});

it('reads scalars and tensors without elements', async () => {
  expect(await read('float32', [], { 4: [{ float: 3 }] })).toEqual({
    type: 'float32',
    shape: [],
    data: Float32Array.of(3),
  });
  expect(await read('int64', [0], {})).toEqual({ type: 'int64', shape: [0], data: new Float64Array(0) });
});

it('copies only numbers that are not aligned, and never changes the bytes', async () => {
  const numbers = Float32Array.from({ length: 64 }, (_, i) => i);
  const views: boolean[] = [];
  for (let shift = 0; shift < 4; shift++) {
    const bytes = modelBytes({
      initializers: [tensorBytes(`w${'x'.repeat(shift)}`, 'float32', [64], { 9: bytesOf(numbers) })],
    });
    const before = bytes.slice();
    const [constant] = (await readModel('test', bytes)).constants.values();
    expect(constant?.data).toEqual(numbers);
    expect(bytes).toEqual(before);
    views.push(constant?.data.buffer === bytes.buffer);
  }
  expect(views.filter(Boolean).length).toBe(1);
});

const sparse = (indices: Uint8Array, dims: readonly number[]) =>
  modelBytes({
    sparse: [
      messageBytes({
        1: tensorBytes('s', 'float32', [2], { 4: [{ float: 5 }, { float: 6 }] }),
        2: indices,
        3: dims,
      }),
    ],
  });

it('reads sparse tensors, with flat indices and with coordinates', async () => {
  const expected = { type: 'float32', shape: [2, 3], data: Float32Array.of(0, 5, 0, 0, 0, 6) };
  const flat = sparse(tensorBytes('', 'int64', [2], { 7: packed([1, 5]) }), [2, 3]);
  expect((await readModel('test', flat)).constants.get('s')).toEqual(expected);
  const coordinates = sparse(tensorBytes('', 'int64', [2, 2], { 7: packed([0, 1, 1, 2]) }), [2, 3]);
  expect((await readModel('test', coordinates)).constants.get('s')).toEqual(expected);
});

it('refuses sparse tensors whose indices do not fit', async () => {
  const bytes = sparse(tensorBytes('', 'int64', [2], { 7: packed([1, 6]) }), [2, 3]);
  await expect(readModel('test', bytes)).rejects.toThrow(
    'test: model: tensor "s": expected indices of values within the sparse tensor\'s shape [2, 3]; got others; export the model again.',
  );
});

it('leaves large sparse tensors to the nodes that read them', async () => {
  const bytes = sparse(tensorBytes('', 'int64', [2], { 7: packed([1, 5]) }), [2 ** 20, 2 ** 20]);
  const { nodes } = await readModel('test', bytes);
  expect(nodes[0]?.attributes.get('value')).toEqual({
    unreadable: 'sparse tensors of more than 67108864 elements are not supported.',
  });
});

it.each(['int4', 'float8e4m3fn', 'string'] as const)('leaves %s to the nodes that read it', async (type) => {
  const { nodes } = await readModel(
    'test',
    modelBytes({ initializers: [tensorBytes('w', type, [2 ** 30], {})] }),
  );
  expect(nodes[0]?.outputs).toEqual(['w']);
  expect(nodes[0]?.attributes.get('value')).toEqual({
    unreadable: `tensors of ${type === 'string' ? 'strings' : type} are not supported.`,
  });
});

it.each<[string, readonly (number | bigint)[], string]>([
  [
    'more numbers',
    [3],
    'expected the 3 numbers of its shape [3]; the file has 2; download or export the model again.',
  ],
  [
    'terabytes',
    [2 ** 40],
    `expected the ${2 ** 40} numbers of its shape [${2 ** 40}]; the file has 2; download or export the model again.`,
  ],
  [
    'a product beyond all numbers',
    [2n ** 62n, 2n ** 62n],
    'expected a shape of whole numbers that memory can hold; got [4611686018427388000, 4611686018427388000]; export the model again.',
  ],
  [
    'a negative length',
    [-2, -1],
    'expected a shape of whole numbers that memory can hold; got [-2, -1]; export the model again.',
  ],
])('refuses a tensor that claims %s, before it allocates', async (_, dims, message) => {
  await expect(read('float32', dims, { 9: bytesOf(Float32Array.of(1, 2)) })).rejects.toMatchObject({
    code: 'ERR_INVALID_FILE',
    message: `test: model: tensor "w": ${message}`,
  });
});

it('refuses bytes that are no whole number of elements', async () => {
  await expect(
    read('float32', [1], { 9: joined(bytesOf(Float32Array.of(1)), Uint8Array.of(1)) }),
  ).rejects.toThrow('expected the 1 numbers of its shape [1]; the file has 1.25;');
});
