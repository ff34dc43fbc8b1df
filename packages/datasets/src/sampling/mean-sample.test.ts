import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { meanSample } from './mean-sample.js';

describe('meanSample', () => {
  const images = ndarray(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]), [3, 2, 2]);

  it('computes the mean over the first axis, whatever the strides', () => {
    expect([...meanSample(images.hi(2)).data]).toEqual([3, 4, 5, 6]);
    expect([...meanSample(images.hi(2).transpose(0, 2, 1)).data]).toEqual([3, 5, 4, 6]);
    expect(meanSample(images).shape).toEqual([2, 2]);
  });

  it('rejects an empty set and anything other than an ndarray', () => {
    expect(() => meanSample(images.hi(0))).toThrow(
      /^selectSamples: indices must have at least one index; got an empty array\.$/,
    );
    expect(() => meanSample(undefined as never)).toThrow(
      'selectSamples: images must be an ndarray [n, …], such as syntheticFaces(…).images; got undefined.',
    );
  });
});
