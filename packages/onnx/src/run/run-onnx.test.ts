import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { floatTensor, modelBytes, nodeBytes, valueBytes } from '../../test/onnx-bytes.js';
import { runOnnx } from './run-onnx.js';

beforeAll(() => useBackend('cpu'));

const input = (...numbers: number[]) => ({ i: ndarray(Float64Array.from(numbers), [numbers.length]) });

/** Rows of a table: 0, 10, 20. */
const lookup = modelBytes({
  nodes: [nodeBytes('Gather', ['table', 'i'], ['y'])],
  initializers: [floatTensor('table', [3], [0, 10, 20])],
  inputs: [valueBytes('i', ['n'], 'int64')],
  outputs: [valueBytes('y', ['n'])],
});

it('looks up whole numbers, and rounds no others', async () => {
  expect([...(await runOnnx(lookup, input(2, -2))).y!.data]).toEqual([20, 10]);
  for (const value of [1.5, Number.NaN, 2 ** 24 + 1]) {
    await expect(runOnnx(lookup, input(value))).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: `runOnnx: input "i" (int64) must have whole numbers from -16777215 to 16777215; got ${Math.fround(value)}.`,
    });
  }
});

it.each([
  ['uint8', 0, 255],
  ['bool', 0, 1],
] as const)('takes numbers of the type %s alone', async (type, lowest, highest) => {
  const cast = modelBytes({
    nodes: [nodeBytes('Identity', ['i'], ['y'])],
    inputs: [valueBytes('i', ['n'], type)],
    outputs: [valueBytes('y', ['n'], type)],
  });
  expect([...(await runOnnx(cast, input(lowest, highest))).y!.data]).toEqual([lowest, highest]);
  for (const value of [lowest - 1, highest + 1]) {
    await expect(runOnnx(cast, input(value))).rejects.toThrow(
      `runOnnx: input "i" (${type}) must have whole numbers from ${lowest} to ${highest}; got ${value}.`,
    );
  }
});
