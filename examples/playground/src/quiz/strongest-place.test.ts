import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { strongestPlace } from './strongest-place.js';

it('names the two parts of the picture with the largest shares, for both orders of axes', () => {
  // 6 × 9 pixels, 2 channels: 3 in the lower right; 1 + 1 − 1 in the upper centre; channels that cancel elsewhere.
  const last = ndarray(new Float32Array(6 * 9 * 2), [6, 9, 2]);
  last.set(5, 8, 0, -3);
  last.set(0, 4, 0, 2);
  last.set(0, 4, 1, -1);
  last.set(3, 0, 0, 7);
  last.set(3, 0, 1, -7);
  const words = 'strongest in the lower right (75 %), then the upper centre (25 %)';
  expect(strongestPlace(last, 'channelsLast')).toBe(words);
  expect(strongestPlace(last.transpose(2, 0, 1), 'channelsFirst')).toBe(words);
  expect(strongestPlace(ndarray(new Float32Array(18), [3, 3, 2]), 'channelsLast')).toBe('zero everywhere');
});
