import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { meanDifferenceBox } from './mean-difference-box.js';

describe('meanDifferenceBox', () => {
  it('is the box around the pixels that differ by more than half of the largest difference, with channels summed', () => {
    const image = (values: readonly number[]) => ndarray(Float32Array.from(values), [1, 3, 3, 2]);
    const none = new Array(18).fill(0);
    // Pixels (0, 1): −0.8, (1, 2): 0.5, (2, 0): 0.5 − 0.3.
    const some = [0, 0, -0.4, -0.4, 0, 0, 0, 0, 0, 0, 0.5, 0, 0.5, -0.3, 0, 0, 0, 0];
    expect([...meanDifferenceBox(image(some), image(none)).data]).toEqual([0, 1, 1, 0, 1, 1, 0, 0, 0]);
  });
});
