import { describe, expect, it } from 'vitest';
import { changeCorrelation } from './decoded-change.js';

const picture = (values: readonly number[], ...shape: number[]) => ({
  data: Float32Array.from(values),
  shape,
});

describe('changeCorrelation', () => {
  it('is 1 if the map is proportional to the change, whatever the signs, and undefined for a constant map', () => {
    const change = picture([1, -2, 0, 3], 2, 2, 1);
    expect(changeCorrelation(change, picture([-10, 20, 0, 30], 2, 2, 1))).toBeCloseTo(1, 6);
    expect(changeCorrelation(change, picture([0, 0, 0, 0], 2, 2, 1))).toBeUndefined();
  });
});
