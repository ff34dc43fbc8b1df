import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { featureMembers } from './feature-members.js';
import { featureSums } from './feature-sums.js';

const inputs = (values: number[], shape: number[]) => ndarray(Float32Array.from(values), shape);

describe('featureMembers', () => {
  it('lists the indices per label, by hand', () => {
    const features = ndarray(Int32Array.of(7, 7, 2, 7), [4]);
    const found = featureMembers(inputs([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]), { features });
    expect(found.map((lists) => lists.map((list) => [...list]))).toEqual([
      [[0, 1, 3], [2]],
      [[0, 1, 3], [2]],
    ]);
    expect(found[0]).toBe(found[1]);
    const each = featureMembers(inputs([1, 2, 3], [1, 3]))[0]!;
    expect(each.map((list) => [...list])).toEqual([[0], [1], [2]]);
  });

  it('covers all channels of a patch in either layout', () => {
    const features = ndarray(Int32Array.of(0, 1), [1, 2]);
    const last = featureMembers(inputs([1, 2, 3, 4], [1, 1, 2, 2]), { features });
    expect(last[0]!.map((list) => [...list])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const first = featureMembers(inputs([1, 2, 3, 4], [1, 2, 1, 2]), { features, layout: 'channelsFirst' });
    expect(first[0]!.map((list) => [...list])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('gives the sums of featureSums', () => {
    const labels = fc.array(fc.nat(3), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(labels, (own) => {
        const maps = inputs([3, -1, 4, -1, 5, -9, 2, -6, 5, -3], [2, 5]);
        const features = ndarray(Int32Array.from(own), [2, 5]);
        const sums = featureMembers(maps, { features }).map((lists, i) =>
          Float64Array.from(lists, (list) => list.reduce((sum, at) => sum + maps.get(i, at), 0)),
        );
        expect(sums).toEqual(featureSums(maps, { features }));
      }),
    );
  });

  it('rejects features that do not fit, and inputs without a batch axis', () => {
    expect(() => featureMembers(inputs([1, 2], [2]))).toThrow(
      /^featureMembers: inputs must have a batch axis/,
    );
    const features = ndarray(Int32Array.of(0, 1), [2]);
    expect(() => featureMembers(inputs([1, 2, 3], [1, 3]), { features })).toThrow(
      /^featureMembers: features must be labels of shape \[3\]/,
    );
  });
});
