import { describe, expect, it } from 'vitest';
import { nearestPositions } from './nearest-positions.js';

describe('nearestPositions', () => {
  it('takes the pixels that Pillow 12.3 takes with NEAREST, also where a centre is between two pixels', () => {
    expect([...nearestPositions(7, 3)]).toEqual([1, 3, 5]);
    expect([...nearestPositions(3, 7)]).toEqual([0, 0, 1, 1, 1, 2, 2]);
    expect([...nearestPositions(1, 4)]).toEqual([0, 0, 0, 0]);
    expect([...nearestPositions(2, 7)]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect([...nearestPositions(50, 35)]).toEqual([
      0, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15, 16, 17, 19, 20, 22, 23, 24, 26, 27, 29, 30, 32, 33, 34, 36, 37, 39,
      40, 42, 43, 45, 46, 47, 49,
    ]);
  });

  it('is ⌊(i + ½) · from / to⌋ for every crop of CelebA at the sizes of the VAEs', () => {
    for (const to of [32, 64, 128]) {
      for (let from = 1; from <= 218; from++) {
        const exact = Array.from({ length: to }, (_, i) => Math.floor(((2 * i + 1) * from) / (2 * to)));
        expect([...nearestPositions(from, to)]).toEqual(exact);
      }
    }
  });
});
