import { encode } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { onnxEncoder } from '../src/index.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));

const array = (numbers: readonly number[], shape = [numbers.length]) =>
  ndarray(Float32Array.from(numbers), shape);

/** The latents of two inputs, 0 and 1, of a model that is given `c`. */
async function latents(model: Uint8Array, c: number | NdArray, inputShape?: Record<string, number[]>) {
  const encoder = await onnxEncoder(model, { given: { c }, ...(inputShape && { inputShape }) });
  try {
    return [...(await encode(encoder, array([0, 1], [2, 1]))).data];
  } finally {
    encoder.dispose();
  }
}

/** x plus the mean of c, whose length is free. */
const withFreeLength = () =>
  modelBytes({
    nodes: [
      nodeBytes('ReduceMean', ['c'], ['m'], { attributes: [attributeBytes('axes', [1])] }),
      nodeBytes('Add', ['x', 'm'], ['y']),
    ],
    inputs: [valueBytes('x', ['n', 1]), valueBytes('c', ['n', 'length'])],
    outputs: [valueBytes('y', ['n', 1])],
  });

/** x plus row c of a table: 0, 10, 20. */
const lookup = () =>
  modelBytes({
    nodes: [nodeBytes('Gather', ['table', 'c'], ['row']), nodeBytes('Add', ['x', 'row'], ['y'])],
    initializers: [floatTensor('table', [3, 1], [0, 10, 20])],
    inputs: [valueBytes('x', ['n', 1]), valueBytes('c', ['n'], 'int64')],
    outputs: [valueBytes('y', ['n', 1])],
  });

describe('given inputs', () => {
  it('of a free length have the length of what is given', async () => {
    expect(await latents(withFreeLength(), array([1, 2, 6]))).toEqual([3, 4]);
    expect(await latents(withFreeLength(), array([1, 3, 5, 7], [2, 2]))).toEqual([2, 7]);
  });

  it('of a free length take a number with a shape', async () => {
    expect(await latents(withFreeLength(), 5, { c: [4] })).toEqual([5, 6]);
    await expect(latents(withFreeLength(), 5)).rejects.toThrow('the shape of input "c" must be fixed');
    await expect(latents(withFreeLength(), 5, { d: [4] })).rejects.toThrow(
      'onnxEncoder: inputShape, the model has no input "d"; valid inputs: x, c.',
    );
  });

  it('are indices for all samples or per sample', async () => {
    expect(await latents(lookup(), 2)).toEqual([20, 21]);
    expect(await latents(lookup(), array([1, -1]))).toEqual([10, 21]);
  });

  it.each<[string, number | NdArray]>([
    ['a number', 1.5],
    ['a number per sample', array([1, 1.5])],
  ])('are not rounded to indices: %s', async (_title, c) => {
    await expect(latents(lookup(), c)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: 'onnxEncoder: given "c" (int64) must have whole numbers from -16777215 to 16777215; got 1.5.',
    });
  });

  it('are finite', async () => {
    await expect(latents(withFreeLength(), array([1, Number.NaN]))).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: 'onnxEncoder: given "c" must have finite numbers; got NaN.',
    });
  });
});
