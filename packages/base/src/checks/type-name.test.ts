import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { typeName } from './type-name.js';

class Picture {}

describe('typeName', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty string'],
    ['secret', 'a string'],
    [1, 'a number'],
    [1n, 'a bigint'],
    [true, 'a boolean'],
    [() => {}, 'a function'],
    [Picture, 'a function'],
    [Promise.resolve(), 'a Promise (is an await missing?)'],
    [[1], 'an array'],
    [ndarray([1]), 'an ndarray'],
    [{ shape: [1], dtype: 'float32', dataSync: () => {} }, 'a tensor'],
    [{ encoder: {}, decoder: {} }, 'a VAE'],
    [{ predict: () => {}, layers: [] }, 'a LayersModel'],
    [new Float32Array(1), 'an object of type Float32Array'],
    [new Picture(), 'an object of type Picture'],
    [{}, 'an object of type Object'],
    [Object.create(null), 'an object of type unknown'],
  ])('%o', (value, name) => {
    expect(typeName(value)).toBe(name);
  });
});
