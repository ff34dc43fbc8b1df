import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { strongestPlace } from './strongest-place.js';

it('names the two of nine parts of the picture with the largest shares of the magnitude', () => {
  const map = ndarray(new Float32Array(6 * 9), [6, 9]);
  map.set(5, 8, -2); // lower right
  map.set(4, 6, 1);
  map.set(0, 4, 1); // upper centre
  expect(strongestPlace(map)).toBe('strongest in the lower right (75 %), then the upper centre (25 %)');
  expect(strongestPlace(map.transpose(1, 0))).toBe(
    'strongest in the lower right (75 %), then the middle left (25 %)',
  );
  expect(strongestPlace(ndarray(new Float32Array(9), [3, 3]))).toBe('zero everywhere');
});
