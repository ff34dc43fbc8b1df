import { zip } from '../checks/zip.js';

/** The indices of the features (row-major) that a window covers. */
export type Window = readonly number[];

/**
 * All windows, starting at the origin, in row-major order.
 * @param inputShape shape of one input; `size` and `strides` have one number per axis.
 * @param fittingOnly whether the last window of an axis is left out if it reaches beyond the edge, rather than cut off there.
 */
export function occlusionWindows(
  inputShape: readonly number[],
  size: readonly number[],
  strides: readonly number[],
  fittingOnly: boolean,
): Window[] {
  let windows: Window[] = [[0]];
  for (const [length, [side, stride]] of zip(inputShape, zip(size, strides))) {
    const room = (length - side) / stride;
    const count = 1 + (fittingOnly ? Math.floor(room) : Math.ceil(room));
    const intervals = Array.from({ length: count }, (_, i) => interval(i * stride, side, length));
    // Combines each window over the previous axes with each interval of this axis.
    windows = windows.flatMap((window) =>
      intervals.map((indices) => window.flatMap((index) => indices.map((place) => index * length + place))),
    );
  }
  return windows;
}

/** The indices along one axis that a window covers. */
function interval(start: number, side: number, length: number): number[] {
  return Array.from({ length: Math.min(length, start + side) - start }, (_, i) => start + i);
}
