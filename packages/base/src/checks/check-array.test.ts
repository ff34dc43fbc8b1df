import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { checkList, checkNdarray, checkShape } from './check-array.js';

it('checkList', () => {
  checkList('f', 'the concepts', []);
  expect(() => checkList('f', 'the concepts', {} as never)).toThrow(
    'f: the concepts must be an array; got an object of type Object.',
  );
});

describe('checkShape', () => {
  it('accepts any length for an axis that is given by name', () => {
    checkShape('f', 'inputs', [7, 4, 3], ['n', 4, 3]);
    checkShape('f', 'inputs', [], []);
  });

  it('states both shapes', () => {
    expect(() => checkShape('f', 'inputs', [7, 4, 1], ['n', 4, 3])).toThrow(
      'f: inputs must have shape [n, 4, 3]; got [7, 4, 1].',
    );
  });

  it('recognises a missing batch axis', () => {
    expect(() => checkShape('f', 'inputs', [4, 3], ['n', 4, 3])).toThrow(
      'got [4, 3]; add a batch axis: [1, 4, 3].',
    );
  });
});

describe('checkNdarray', () => {
  it('accepts views inside their data', () => {
    checkNdarray('f', ndarray(new Float32Array(6), [2, 3]).transpose(1, 0).step(-1, 1));
    checkNdarray('f', ndarray([], [0, 3]));
  });

  it('rejects other values than ndarrays', () => {
    expect(() => checkNdarray('f, inputs', [1] as never)).toThrow(
      'f, inputs: expected an ndarray; got an array.',
    );
  });

  it('rejects a view that reaches outside its data', () => {
    expect(() => checkNdarray('f', ndarray(new Float32Array(6), [2, 3]).hi(3, 3))).toThrow(
      'f: the ndarray of shape [3,3] reaches outside its 6 numbers (from 0 to 8)',
    );
  });
});
