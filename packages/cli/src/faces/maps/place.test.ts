import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { overChannels } from './pictures.js';
import { areaInside, shareInside } from './place.js';

const picture = (values: readonly number[], ...shape: number[]) => ({
  data: Float32Array.from(values),
  shape,
});

describe('shareInside and overChannels', () => {
  const mask = ndarray(Uint8Array.from([1, 0, 0, 0]), [2, 2]);

  it('use |sum over channels|', () => {
    const map = picture([3, -1, 1, 1, 0, 0, -2, -2], 2, 2, 2);
    expect([...overChannels(map)]).toEqual([2, 2, 0, 4]);
    expect(shareInside([map], [mask])).toBe(0.25);
    expect(shareInside([map, picture([0, 0, 0, 0], 2, 2, 1)], [mask, mask])).toBe(0.125);
    expect(areaInside([mask])).toBe(0.25);
  });
});
