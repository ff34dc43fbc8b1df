import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { found, maskPerInput, rowsWithMask, selectMasks } from './mass-over-area.js';

it('divides the share of the mass in the mask by its share of the area', () => {
  // Two inputs of 2 × 2 × 2; channels of opposite sign do not cancel.
  const maps = ndarray(Float32Array.of(1, -1, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0), [2, 2, 2, 2]);
  const masks = ndarray(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0), [2, 2, 2]);
  // Shares .5 and 1 of the mass on a quarter of the area.
  expect(found(maps, masks).massOverArea).toBeCloseTo(3, 6);
});

it('repeats one mask, and leaves out inputs whose mask is empty or full', () => {
  const inputs = ndarray(new Float32Array(6), [2, 3]);
  const one = maskPerInput(ndarray(Uint8Array.of(0, 1, 0), [3]), inputs);
  expect([...one.data]).toEqual([0, 1, 0, 0, 1, 0]);
  const mixed = ndarray(Uint8Array.of(0, 0, 1, 0, 1, 1), [3, 2]);
  expect(rowsWithMask(mixed)).toEqual([1]);
  expect([...selectMasks(mixed, [1]).data]).toEqual([1, 0]);
});
